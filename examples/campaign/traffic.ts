// What a Dodo sends and what is on its way: duplicates, reordering, losses and faults among it.
import type { DodoEmulator } from "@x/dodo-emulator";
import { buy, type Owed } from "./buyers.ts";
import type { Host } from "./database.ts";
import type { Dice } from "./dice.ts";
import type { Workers } from "./workers.ts";

const SENDERS = 12;
const BUYERS = 12;

/** How much of it there was. */
export interface Traffic {
  deliveries: number;
  duplicates: number;
  reordered: number;
  faults: number;
  lost_webhooks: number;
  cut_connections: number;
}

/** What the traffic is made of, and what it has come to so far. */
export interface Bench {
  dodo: DodoEmulator;
  workers: Workers;
  host: Host;
  dice: Dice;
  owed: Map<string, Owed>;
  /** Deliveries that have no 2xx yet, and how many of the emulator's were looked at. */
  waiting: string[];
  seen: number;
  faults: boolean;
  counts: Traffic;
  lots: Lots;
}

/** What befalls a delivery. */
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

/** Buyers and senders at once, as long as `goesOn` says so. */
export async function drive(bench: Bench, goesOn: () => boolean): Promise<void> {
  const several = async (count: number, work: () => Promise<void>): Promise<unknown> =>
    await Promise.all(Array.from({ length: count }, work));
  await Promise.all([
    several(BUYERS, async () => await buyers(bench, goesOn)),
    several(SENDERS, async () => await senders(bench, goesOn)),
  ]);
}

/** Never far ahead of the deliveries. */
async function buyers(bench: Bench, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    if (refresh(bench).length > 200) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    const topup_id = `tu_${bench.owed.size + 1}`;
    // Named at once: another buyer counts too.
    bench.owed.set(topup_id, "nothing");
    bench.owed.set(topup_id, await buy(topup_id, bench));
  }
}

/** What Dodo would still send, with what is new: the emulator keeps every delivery for ever. */
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
      // Others go first, later ones of the same payment among them.
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
    // Again in a while, as Dodo does; sooner, since nobody has 28 hours here.
    if (status !== 200) setTimeout(() => bench.waiting.push(delivery_id), 200 + dice.below(1_500));
    else if (lots.twice()) {
      counts.duplicates += 1;
      await send(bench, delivery_id);
    }
  }
}

/** What was sent already cannot be lost any more. */
function lose(dodo: DodoEmulator, delivery_id: string): void {
  try {
    dodo.lose(delivery_id);
  } catch {
    // It is never sent again all the same.
  }
}

async function send({ dodo, counts }: Bench, delivery_id: string): Promise<number | null> {
  counts.deliveries += 1;
  return (await dodo.resend(delivery_id)).status;
}

/** Until every delivery that was not lost has its 2xx. */
export async function deliverRest(bench: Bench): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const list = refresh(bench);
  for (let round = 0; round < 20 && list.length > 0; round += 1) {
    for (const delivery_id of list.splice(0)) {
      if ((await send(bench, delivery_id)) !== 200) list.push(delivery_id);
    }
  }
}
