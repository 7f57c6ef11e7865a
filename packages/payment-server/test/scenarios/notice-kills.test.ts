/** Processes that are killed while they send notices. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { expect, test } from "vitest";
import type { PaymentService, Topup, WireNotice } from "../../src/index.ts";
import type { SentDelivery } from "../delivery-worker.ts";
import { makeFolder } from "../folder.ts";
import type { NoticePlan } from "../notice-worker.ts";
import { makeSchema } from "../postgres.ts";
import { MINUTE } from "../scenes.ts";
import { openShared } from "../shared-storage.ts";
import { createShopService, openShop } from "../shop-service.ts";

const KILLS = 4;
const TOPUPS: readonly Topup[] = Array.from({ length: 5 * KILLS }, (_, index) => ({
  topup_id: `tu_${index}`,
  user_id: "ada",
  credits: 500,
  usd_cents: 5_000,
  status: "pending",
}));

test.each([
  ["sqlite", "takeNotices"],
  ["sqlite", "storeNotified"],
  ["postgres", "takeNotices"],
  ["postgres", "storeNotified"],
] as const)(
  "[N02] on %s, processes killed at %s leave a notice of each credit, and repeat those that were not marked",
  async (kind, verb) => {
    using folder = makeFolder();
    const database = kind === "postgres" ? await makeSchema() : null;
    const where = database === null ? folder.file : `${database.url}#${database.schema}`;
    const shop_file = `${folder.path}/shop.sqlite`;
    const log = `${folder.path}/notices.log`;
    await using dodo = createDodoEmulator({ delivery: "manual" });
    await dodo.listen();
    const shop = openShop(shop_file, TOPUPS);
    const silent = createShopService(where, shop_file, dodo, { base_url: "http://localhost" });
    const deliveries = await payAll(silent, dodo);

    const ends = await Promise.all(
      Array.from({ length: KILLS }, async (_, index) => {
        const own = deliveries.filter((__, place) => place % KILLS === index);
        const plan: NoticePlan = { deliveries: own, log, verb, at: index + 1 };
        return await runUntilEnd([where, shop_file, dodo.url, JSON.stringify(plan)]);
      }),
    );
    expect(ends).toEqual(Array.from({ length: KILLS }, () => "SIGKILL"));

    const sent: WireNotice[] = [];
    const later = openShared(where, () => Date.now() + 2 * MINUTE);
    const survivor = createShopService(where, shop_file, dodo, {
      storage: later,
      notify: (notice) => void sent.push(notice),
    });
    for (const delivery of deliveries) expect(await deliver(survivor, delivery)).toBe(200);
    await expect
      .poll(
        async () => {
          await survivor.reconcile({ recent: 0 });
          return (await later.summary(Date.now())).waiting_notices;
        },
        { timeout: 120_000 },
      )
      .toBe(0);

    const before = logged(log);
    const all = [...before, ...sent.map(({ notice_id }) => notice_id)];
    expect(all.every((notice_id) => notice_id.endsWith(":credited"))).toBe(true);
    expect(new Set(all).size).toBe(TOPUPS.length);
    // Each process that ended after a call has left one notice that is sent again.
    if (verb === "storeNotified") expect(all.length).toBeGreaterThanOrEqual(TOPUPS.length + KILLS);
    expect(shop.prepare("SELECT * FROM ledger").all()).toHaveLength(TOPUPS.length);
    await later.close();
    shop.close();
    await database?.drop();
  },
);

/** Opens a checkout for each topup and pays it, and returns the deliveries of the payments. */
async function payAll(service: PaymentService, dodo: DodoEmulator): Promise<SentDelivery[]> {
  const { api_key, webhook_key, business_id } = dodo;
  const deliveries: SentDelivery[] = [];
  for (const { topup_id, user_id } of TOPUPS) {
    const { provider_session_id } = await service.createCheckout({ topup_id, user_id });
    const data = { payload_type: "Payment", ...(await dodo.pay(provider_session_id)) };
    const timestamp = new Date().toISOString();
    const body = JSON.stringify({ business_id, type: "payment.succeeded", timestamp, data });
    const signed = dodo.sign({ body, webhook_id: `msg_${topup_id}` });
    const headers = { "content-type": "application/json", ...signed };
    deliveries.push({ api_key, webhook_key, body, headers });
  }
  return deliveries;
}

/** Runs a worker and returns the signal or the code with which it has ended. */
async function runUntilEnd(args: string[]): Promise<unknown> {
  const path = fileURLToPath(new URL("../notice-worker.ts", import.meta.url));
  const worker = fork(path, args, { execArgv: ["--no-warnings"] });
  const ended = once(worker, "exit");
  await once(worker, "message");
  worker.send("go");
  const [code, signal] = await ended;
  return signal ?? code;
}

async function deliver(service: PaymentService, { headers, body }: SentDelivery): Promise<number> {
  const url = "http://localhost/v1/payment/webhook";
  return (await service.fetch(new Request(url, { method: "POST", headers, body }))).status;
}

function logged(path: string): string[] {
  try {
    return readFileSync(path, "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
