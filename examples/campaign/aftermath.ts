// What happens after the last kill: reconciliation, and what is left undone.
import type { DodoEmulator } from "@x/dodo-emulator";
import type { Storage } from "@x/payment-server";
import type { Workers } from "./workers.ts";

/**
 * The time limit of one run of reconciliation, which may make a thousand requests to a busy Dodo.
 */
const RUN_MS = 180_000;

const HOUR_MS = 3_600_000;

/**
 * Reconciles as a cron would, hours and days later, so that every check is due. A payment that
 * could not be queried on the first day, as on a busy machine, is due again on the next. Returns by
 * how many milliseconds the clock of the service was ahead at last.
 */
export async function reconcileForDays(workers: Workers, storage_ms: number): Promise<number> {
  let service_ms = 0;
  for (const hours of [6, 24, 48, 72]) {
    service_ms = hours * HOUR_MS;
    await workers.restart({ storage_ms, service_ms });
    if ((await reconcile(workers)) === 0) break;
  }
  return service_ms;
}

/**
 * Reconciles once more, an hour later and with the leases of killed processes over. The restarts
 * before have killed processes that were crediting or sending notices.
 */
export async function reconcileOnceMore(
  workers: Workers,
  storage_ms: number,
  service_ms: number,
): Promise<void> {
  await workers.restart({ storage_ms, service_ms: service_ms + HOUR_MS });
  await reconcile(workers);
}

/** Reconciles until a whole run has nothing left to check, and returns how many payments failed. */
async function reconcile(workers: Workers): Promise<number> {
  let failures = 0;
  for (let run = 0; run < 50; run += 1) {
    const headers = { "content-type": "application/json", authorization: "Bearer ada" };
    const response = await workers.fetch("/v1/payment/reconcile", {
      method: "POST",
      body: JSON.stringify({ limit: 1_000 }),
      headers,
      signal: AbortSignal.timeout(RUN_MS),
    });
    const { checked, failed } = (await response.json()) as { checked?: number; failed?: number };
    failures += failed ?? 1;
    if (response.status === 200 && checked === 0) return failures;
  }
  return failures;
}

/** The time until a notice is sent that waits for the lease of a killed process, with its pause. */
const LONGEST_MS = 300_000;
const PAUSE_MS = 1_000;

/** Reconciles until no notice waits. */
export async function sendRest(workers: Workers, storage: Storage): Promise<void> {
  const until = Date.now() + LONGEST_MS;
  while (Date.now() < until && (await storage.summary(Date.now())).waiting_notices > 0) {
    await workers.fetch("/v1/payment/reconcile", {
      method: "POST",
      body: JSON.stringify({ limit: 1 }),
      headers: { "content-type": "application/json", authorization: "Bearer ada" },
      signal: AbortSignal.timeout(60_000),
    });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Logs the rows of topups that were paid and not credited. */
export async function describeLost(
  storage: Storage,
  lost: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  for (const topup_id of lost) {
    const payments = await storage.listAttempts(topup_id);
    say(`lost: ${topup_id}: ${JSON.stringify(payments)}`);
  }
}

/** Returns the `webhook-id`s of deliveries that were answered 200 and have no decided event. */
export async function forgotten(storage: Storage, dodo: DodoEmulator): Promise<string[]> {
  const accepted = dodo.deliveries.filter(({ attempts }) =>
    attempts.some(({ status }) => status === 200),
  );
  const missing: string[] = [];
  // They are read one by one: thousands at once would time out while they wait for a connection.
  for (const { webhook_id } of accepted) {
    const event = await storage.readEvent(`dodo:${webhook_id}`);
    if (event === null || !["applied", "ignored", "held"].includes(event.sync_status))
      missing.push(webhook_id);
  }
  return missing;
}
