/** A shop in memory, and hosts on top of it for tests of `hostSuite`. */
import type { Topup } from "../src/core/host.ts";
import type { FinishExtra } from "../src/core/finish-extra.ts";
import type { CreateHost, HostFunctions, HostUnderTest } from "../src/testing/host-suite/case.ts";
import { hostCases, sampleExtra } from "../src/testing/index.ts";

/** A database whose statements are atomic and can be refused. Only `together` is a transaction. */
export class Shop {
  readonly topups: Map<string, Topup> = new Map();
  readonly balances: Map<string, number> = new Map();
  readonly notes: Set<string> = new Set();
  refused: "topups" | "balances" | null = null;
  busy = false;

  read(topup_id: string): Topup | null {
    const topup = this.topups.get(topup_id);
    return topup === undefined ? null : { ...topup };
  }
  balanceOf(user_id: string): number {
    return this.balances.get(user_id) ?? 0;
  }
  /** `UPDATE … SET status = 'paid' WHERE topup_id = … AND status = 'pending' RETURNING *` */
  mark(topup_id: string, note = ""): Topup | null {
    if (this.refused === "topups") throw new Error("topups: refused");
    const topup = this.topups.get(topup_id);
    if (topup?.status !== "pending") return null;
    topup.status = "paid";
    this.notes.add(note);
    return { ...topup };
  }
  setBalance(user_id: string, credits: number): void {
    if (this.refused === "balances") throw new Error("balances: refused");
    this.balances.set(user_id, credits);
  }
  add(user_id: string, credits: number): void {
    this.setBalance(user_id, this.balanceOf(user_id) + credits);
  }
  together(topup_id: string, note = ""): Topup | null {
    if (this.refused !== null) throw new Error(`${this.refused}: refused`);
    const paid = this.mark(topup_id, note);
    if (paid !== null) this.add(paid.user_id, paid.credits);
    return paid;
  }
}

/** Makes a host on a shop. A host in its own process checks `is_alive` before each statement. */
export type MakeHost = (shop: Shop, is_alive?: () => boolean) => HostFunctions;
export const moment: (ms?: number) => Promise<void> = async (ms = 0) =>
  await new Promise((resolve) => void setTimeout(resolve, ms));
/** Makes a host with a correct `readTopup` and this `finishTopup`. */
export const finishing =
  (finish: (shop: Shop, topup_id: string, extra: FinishExtra) => Promise<unknown>): MakeHost =>
  (shop) => ({
    readTopup: (topup_id) => shop.read(topup_id),
    finishTopup: (topup_id, extra) => finish(shop, topup_id, extra),
  });
/** Makes a host with a correct `finishTopup` and this `readTopup`. */
export const reading =
  (read: (shop: Shop, topup_id: string) => unknown): MakeHost =>
  (shop) => ({
    readTopup: (topup_id) => read(shop, topup_id) as Topup | null,
    finishTopup: (topup_id) => void shop.together(topup_id),
  });

/**
 * Makes two connections to one shop, and processes that stop between two statements when they are
 * killed.
 */
export function underTest(makeHost: MakeHost, over: Partial<HostUnderTest> = {}): CreateHost {
  return () => {
    const shop = new Shop();
    return {
      host: makeHost(shop),
      second: makeHost(shop),
      createTopup(topup) {
        const topup_id = `tu_${shop.topups.size}`;
        shop.topups.set(topup_id, { ...topup, topup_id, status: "pending" });
        return topup_id;
      },
      balanceOf: (user_id) => shop.balanceOf(user_id),
      dispose: () => {},
      async refuseWrites(table, call) {
        shop.refused = table;
        await call().finally(() => (shop.refused = null));
      },
      inProcess: {
        async start() {
          let alive = true;
          const host = makeHost(shop, () => alive);
          return {
            finish: (topup_id) =>
              void Promise.resolve(host.finishTopup(topup_id, sampleExtra(topup_id))).catch(
                () => {},
              ),
            kill: async () => void (alive = false),
          };
        },
      },
      ...over,
    };
  };
}

/** A host that keeps the contract. */
export const right: MakeHost = finishing(async (shop, topup_id, { note, ref }) => {
  await moment();
  shop.together(topup_id, `${note} ${ref}`);
});

/** Runs one case and returns `passed` or the message of its failure. */
export async function answerOf(name: string, create: CreateHost): Promise<string> {
  const found = hostCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return await found.run(create).then(
    () => "passed",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
