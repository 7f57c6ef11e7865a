// Sends deliveries with duplicates, reordering, losses and faults to processes that are killed or
// frozen throughout, and checks whether any credit is lost or doubled.
import { createDodoEmulator } from "@x/dodo-emulator";
import type { Owed } from "./buyers.ts";
import { openHost, openStorage } from "./database.ts";
import { CREDITS } from "./host.ts";
import {
  describeLost,
  forgotten,
  reconcileForDays,
  reconcileOnceMore,
  sendRest,
} from "./aftermath.ts";
import { createDice } from "./dice.ts";
import { countNotices, owedNotices, type NoticeCounts } from "./notices.ts";
import { createLots, deliverRest, drive, type Bench, type Traffic } from "./traffic.ts";
import { ANY_MOMENT, startWorkers, type Workers } from "./workers.ts";
import { planFates } from "./fates.ts";
import { cutConnections } from "./cut-connections.ts";
import type { CampaignOptions } from "./campaign-options.ts";

export interface CampaignResult extends Traffic, NoticeCounts {
  kills: number;
  /** The number of steps at which at least one process was killed. */
  steps: number;
  /** The number of processes that were frozen for longer than a lease. */
  freezes: number;
  topups: number;
  owed: number;
  credited: number;
  /** Topups that are owed and were not credited. */
  lost: string[];
  /** Topups that were credited more than once. */
  doubled: string[];
  /** Topups that were credited and are not owed. */
  undue: string[];
  held: number;
  /**
   * The number of credits that are claimed and not closed, and of payments whose status disagrees
   * with the host's ledger.
   */
  unfinished: number;
  /** Deliveries that were answered 2xx and have no decided row. */
  forgotten: string[];
  /** The number of calls of `finishTopup` for each credited topup. */
  calls_per_credit: number;
}

const WORKERS = 4;
/** Milliseconds after which a lease has certainly expired. */
const LEASE_OVER_MS = 61_000;
/**
 * The long lives are long enough for most steps. The short ones are for campaigns that move the
 * clock.
 */
const LONG = { life_ms: 20_000, freeze_ms: LEASE_OVER_MS };
const SHORT = { life_ms: 4_000, freeze_ms: null };
export async function runCampaign(
  options: CampaignOptions,
  say: (line: string) => void = () => {},
): Promise<CampaignResult> {
  const dice = createDice(options.seed);
  const counts = {
    deliveries: 0,
    duplicates: 0,
    reordered: 0,
    faults: 0,
    lost_webhooks: 0,
    cut_connections: 0,
  };
  let workers: Workers | null = null;
  const dodo = createDodoEmulator({
    // As in the runs that docs/reliability.md reports.
    payment_id_after_decline: "new",
    delivery: "manual",
    webhook_url: "http://worker/v1/payment/webhook",
    fetch: async (request) => {
      if (workers === null) return new Response(null, { status: 503 });
      return await workers.fetch("/v1/payment/webhook", {
        method: "POST",
        headers: request.headers,
        body: await request.text(),
      });
    },
  });
  await dodo.listen();
  const host = await openHost(options.where);
  const storage = openStorage(options.where);
  await storage.migrate();
  const deaths = new Map<string, number>();
  const stepsMet = (): number => [...deaths.keys()].filter((step) => step !== ANY_MOMENT).length;
  const goesOnKilling = (): boolean => sum(deaths) < options.kills || stepsMet() < options.steps;
  const running = (workers = await startWorkers(
    WORKERS,
    { where: options.where, mode: options.mode, env: dodo.env },
    options.real_leases ? LONG : SHORT,
    planFates(options, dice, goesOnKilling),
    deaths,
  ));
  const owed = new Map<string, Owed>();
  const cutter =
    options.where.kind === "postgres" && options.faults
      ? cutConnections(options.where, () => void (counts.cut_connections += 1))
      : null;

  const bench: Bench = {
    dodo,
    workers: running,
    host,
    dice,
    owed,
    waiting: [],
    seen: 0,
    faults: options.faults,
    counts,
    lots: createLots(dice),
  };
  const goesOn = (): boolean =>
    counts.deliveries < options.deliveries ||
    goesOnKilling() ||
    sum(running.frozen) < options.freezes;
  const report = setInterval(
    () =>
      say(
        `${counts.deliveries} deliveries, ${sum(deaths)} kills, ${sum(running.frozen)} freezes, ${owed.size} topups`,
      ),
    5_000,
  );
  await drive(bench, goesOn);
  clearInterval(report);
  await cutter?.stop();

  say("no more kills; what is left is delivered, then reconciled");
  if (options.real_leases) await new Promise((resolve) => setTimeout(resolve, LEASE_OVER_MS));
  await running.restart({ storage_ms: options.real_leases ? 0 : 120_000, service_ms: 0 });
  await deliverRest(bench);
  // Other processes have taken over the work of the frozen ones. Now the frozen ones continue where
  // they stopped.
  await running.wake();
  const service_ms = await reconcileForDays(running, options.real_leases ? 0 : 120_000);
  if (options.real_leases) await new Promise((resolve) => setTimeout(resolve, LEASE_OVER_MS));
  await reconcileOnceMore(running, options.real_leases ? 0 : 240_000, service_ms);
  await sendRest(running, storage);

  const books = await host.books();
  const summary = await storage.summary(Date.now());
  const topups = [...owed.keys()];
  const due = topups.filter((topup_id) => owed.get(topup_id) === "credited");
  const result: CampaignResult = {
    ...counts,
    kills: sum(deaths),
    steps: stepsMet(),
    freezes: sum(running.frozen),
    topups: topups.length,
    owed: due.length,
    credited: books.credited.size,
    lost: due.filter((topup_id) => !books.credited.has(topup_id)),
    doubled: [...books.credited]
      .filter(([, credits]) => credits !== CREDITS)
      .map(([topup_id]) => topup_id),
    undue: [...books.credited.keys()].filter((topup_id) => owed.get(topup_id) !== "credited"),
    held: summary.payments.held ?? 0,
    unfinished:
      (summary.payments.crediting ?? 0) +
      Math.abs((summary.payments.paid ?? 0) - books.credited.size),
    forgotten: await forgotten(storage, dodo),
    ...countNotices(await owedNotices(storage, topups), books.told),
    calls_per_credit: books.calls / Math.max(1, books.credited.size),
  };
  await describeLost(storage, result.lost, say);
  if (result.unfinished > 0) say(`unfinished: ${JSON.stringify(summary)}`);
  await running.stop();
  await Promise.all([host.close(), storage.close(), dodo.close()]);
  return result;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
