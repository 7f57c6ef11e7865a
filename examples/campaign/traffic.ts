// The traffic of a campaign: buyers, and Dodo's deliveries with duplicates, reordering, losses and
// faults.
import type { DodoEmulator } from "@x/dodo-emulator";
import { buy, type Owed } from "./buyers.ts";
import type { Host } from "./host.ts";
import type { Dice } from "./dice.ts";
import type { Workers } from "./workers.ts";

const SENDERS = 12;
const BUYERS = 12;

/** The number of deliveries and disturbances so far. */
export interface Traffic {
  deliveries: number;
  duplicates: number;
  reordered: number;
  faults: number;
  lost_webhooks: number;
  cut_connections: number;
}

/** The parts of a running campaign, and its results so far. */
export interface Bench {
  dodo: DodoEmulator;
  workers: Workers;
  host: Host;
  dice: Dice;
  owed: Map<string, Owed>;
  /**
   * Deliveries without a 2xx so far, and the number of the emulator's deliveries that were read.
   */
  waiting: string[];
  seen: number;
  faults: boolean;
  counts: Traffic;
  lots: Lots;
}

/** The random decisions about a delivery. */
export interface Lots {
  late: () => boolean;
  lost: () => boolean;
  fault: () => boolean;
  twice: () => boolean;
}

export function createLots(dice: Dice): Lots {
  return {
    late: dice.deck(2, 20),
    lost: dice.deck(1, 20),
    fault: dice.deck(1, 20),
    twice: dice.deck(6, 20),
  };
}

/** Runs buyers and senders concurrently while `goesOn` returns true. */
export async function drive(bench: Bench, goesOn: () => boolean): Promise<void> {
  const several = async (count: number, work: () => Promise<void>): Promise<unknown> =>
    await Promise.all(Array.from({ length: count }, work));
  await Promise.all([
    several(BUYERS, async () => await buyers(bench, goesOn)),
    several(SENDERS, async () => await senders(bench, goesOn)),
  ]);
}

/** Runs one buyer after the other. It pauses while more than 200 deliveries wait. */
async function buyers(bench: Bench, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    if (refresh(bench).length > 200) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    const topup_id = `tu_${bench.owed.size + 1}`;
    // The entry is written before the first await, because concurrent buyers count the entries too.
    bench.owed.set(topup_id, "nothing");
    bench.owed.set(topup_id, await buy(topup_id, bench));
  }
}

/**
 * Adds new deliveries of the emulator, which keeps all of them, to those that wait, and returns the
 * list.
 */
function refresh(bench: Bench): string[] {
  const { deliveries } = bench.dodo;
  for (; bench.seen < deliveries.length; bench.seen += 1)
    bench.waiting.push(deliveries[bench.seen]?.delivery_id ?? "");
  return bench.waiting;
}

async function senders(bench: Bench, goesOn: () => boolean): Promise<void> {
  const { dodo, dice, counts, lots } = bench;
  while (goesOn()) {
    const delivery_id = refresh(bench).shift();
    if (delivery_id === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    if (lots.late()) {
      // Other deliveries go first, including later ones of the same payment.
      counts.reordered += 1;
      setTimeout(() => bench.waiting.push(delivery_id), 50 + dice.below(1_000));
      continue;
    }
    if (lots.lost()) {
      lose(dodo, delivery_id);
      counts.lost_webhooks += 1;
      continue;
    }
    if (bench.faults && lots.fault()) {
      dodo.faults.api.fail = { status: 500, count: 1, method: "GET" };
      counts.faults += 1;
    }
    const status = await send(bench, delivery_id);
    // It is retried later, as by Dodo, but within seconds instead of 28 hours.
    if (status !== 200) setTimeout(() => bench.waiting.push(delivery_id), 200 + dice.below(1_500));
    else if (lots.twice()) {
      counts.duplicates += 1;
      await send(bench, delivery_id);
    }
  }
}

/** Drops a delivery, so that its webhook is lost. */
function lose(dodo: DodoEmulator, delivery_id: string): void {
  try {
    dodo.lose(delivery_id);
  } catch {
    // The emulator refuses this after the first attempt. The delivery is not sent again either way.
  }
}

async function send({ dodo, counts }: Bench, delivery_id: string): Promise<number | null> {
  counts.deliveries += 1;
  return (await dodo.resend(delivery_id)).status;
}

/** Sends the remaining deliveries until each has a 2xx. */
export async function deliverRest(bench: Bench): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const list = refresh(bench);
  for (let round = 0; round < 20 && list.length > 0; round += 1) {
    for (const delivery_id of list.splice(0)) {
      if ((await send(bench, delivery_id)) !== 200) list.push(delivery_id);
    }
  }
}
