/** Balances in memory, and hosts on top of them for tests of `reversalSuite`. */
import type { WireNotice } from "../src/index.ts";
import type { CreateReversals, Notify, ReversalUnderTest } from "../src/testing/index.ts";
import { reversalCases } from "../src/testing/index.ts";

/** A database whose statements are atomic and can be refused. */
export class ReversalShop {
  readonly balances: Map<string, number> = new Map();
  readonly notices: Set<string> = new Set();
  /** What the notices of each payment have named, and what was taken for them. */
  readonly sums: Map<string, { credits: number; taken: number }> = new Map();
  refused: "balances" | "reversals" | null = null;

  balanceOf(user_id: string): number {
    return this.balances.get(user_id) ?? 0;
  }
  /** `UPDATE balances SET credits = MAX(0, credits - …) WHERE user_id = …` */
  take(user_id: string, credits: number): void {
    if (this.refused === "balances") throw new Error("balances: refused");
    this.balances.set(user_id, Math.max(0, this.balanceOf(user_id) - credits));
  }
  /** `INSERT INTO reversals … ON CONFLICT DO NOTHING RETURNING notice_id` */
  remember(notice_id: string): boolean {
    if (this.refused === "reversals") throw new Error("reversals: refused");
    if (this.notices.has(notice_id)) return false;
    this.notices.add(notice_id);
    return true;
  }
  /** Both in one transaction. No more is given back than was taken. */
  together(notice_id: string, user_id: string, credits: number): void {
    if (this.refused !== null) throw new Error(`${this.refused}: refused`);
    if (!this.remember(notice_id)) return;
    const [payment_id = ""] = notice_id.split(":");
    const before = this.sums.get(payment_id) ?? { credits: 0, taken: 0 };
    const owed = before.credits + credits;
    const taken =
      credits < 0 ? Math.min(0, owed - before.taken) : Math.min(credits, this.balanceOf(user_id));
    this.sums.set(payment_id, { credits: owed, taken: before.taken + taken });
    this.take(user_id, taken);
  }
}

type Returned = Exclude<Exclude<WireNotice, { kind: "unmatched" }>["returned"], null>;
/** Makes a host on a shop. */
export type MakeReversals = (shop: ReversalShop) => Notify;

/** Makes a host that calls `reverse` for each notice about returned money. */
export const reversing =
  (
    reverse: (shop: ReversalShop, notice: WireNotice, returned: Returned) => unknown,
  ): MakeReversals =>
  (shop) =>
  async (notice) => {
    if (notice.kind !== "unmatched" && notice.returned !== null)
      await reverse(shop, notice, notice.returned);
  };

/** A host that keeps the contract. */
export const right: MakeReversals = reversing((shop, { notice_id }, { user_id, credits }) =>
  shop.together(notice_id, user_id, credits),
);

/** Makes two connections to one shop. */
export function underTest(
  makeHost: MakeReversals,
  over: Partial<ReversalUnderTest> = {},
): CreateReversals {
  return () => {
    const shop = new ReversalShop();
    return {
      notify: makeHost(shop),
      second: makeHost(shop),
      setBalance: (user_id, credits) => void shop.balances.set(user_id, credits),
      balanceOf: (user_id) => shop.balanceOf(user_id),
      async refuseWrites(table, call) {
        shop.refused = table;
        await call().finally(() => (shop.refused = null));
      },
      dispose: () => {},
      ...over,
    };
  };
}

/** Runs one case and returns `passed` or the message of its failure. */
export async function answerOf(name: string, create: CreateReversals): Promise<string> {
  const found = reversalCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return await found.run(create).then(
    () => "passed",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
