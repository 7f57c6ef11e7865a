/**
 * Random histories of holds, releases, refunds, disputes and an API that lags. In the end, the
 * notices of each paid payment take back what the money that went back was worth.
 */
import { describe, expect, test } from "vitest";
import { refundedShare } from "../../src/core/refund.ts";
import { toReport } from "../../src/providers/dodo/payment.ts";
import type { Payment, WirePaymentNotice } from "../../src/index.ts";
import { everyPayment, presentPayment } from "../books.ts";
import { runReversalHistory, type ReversalHistory } from "../reversal-history.ts";
import { STORAGES, type StorageKind } from "../world.ts";

const HISTORIES: Readonly<Record<StorageKind, number>> = { memory: 50, sqlite: 8, postgres: 4 };

/** How the payments have ended that the histories of the storage in memory have reached. */
const reached = new Set<string>();

describe.each(STORAGES)("on %s", (storage) => {
  test("[N09] the notices of each paid payment take back the credits of the money that went back, from the user who has them", async () => {
    for (let seed = 1; seed <= HISTORIES[storage]; seed += 1) {
      await using history = await runReversalHistory(seed, storage);
      await expectReturned(history).catch((cause: unknown) => {
        throw new Error(`history ${seed}`, { cause });
      });
    }
  });
});

test.skipIf(!STORAGES.includes("memory"))("[N09] the histories reach every outcome", () => {
  for (const outcome of [
    "nothing",
    "a part",
    "everything",
    "released",
    "another user",
    "came back",
  ])
    expect(reached).toContain(outcome);
});

async function expectReturned({ notified: { world, sent } }: ReversalHistory): Promise<void> {
  const notices = new Map(
    sent.flatMap((notice) =>
      notice.kind === "unmatched" || notice.returned === null ? [] : [[notice.notice_id, notice]],
    ),
  );
  for (const payment of await everyPayment(world)) {
    const own = [...notices.values()].filter(
      (notice) => notice.payment.payment_id === payment.payment_id,
    );
    const sum = (field: "added_minor" | "credits"): number =>
      own.reduce((total, { returned }) => total + (returned?.[field] ?? 0), 0);
    expect(sum("added_minor")).toBe(payment.refunded_minor);
    if (payment.status !== "paid") {
      expect(sum("credits")).toBe(0);
      continue;
    }
    const entry = world.host.ledger.find(({ topup_id }) => topup_id === payment.topup_id);
    const { credits = Number.NaN, user_id } = entry ?? {};
    const returned = await returnedAtDodo(world, payment);
    // What a dispute has taken is won back only once no other dispute is open.
    if (payment.dispute_status === "open")
      expect(payment.refunded_minor).toBeGreaterThanOrEqual(returned);
    else expect(payment.refunded_minor).toBe(returned);
    expect(sum("credits")).toBe(worth(payment, payment.refunded_minor, credits));
    for (const notice of own)
      if (notice.returned?.credits !== 0) expect(notice.returned?.user_id).toBe(user_id);
    note(payment, own, sum("credits"), credits);
  }
}

/** Returns how much of the payment's net amount, or of its price, went back at Dodo. */
async function returnedAtDodo(
  world: ReversalHistory["notified"]["world"],
  { provider_payment_id, net_minor, amount_minor }: Payment,
): Promise<number> {
  const shown = await presentPayment(world, provider_payment_id ?? "");
  const report = toReport(shown, "test_mode", "api") ?? expect.unreachable("no payment");
  return refundedShare(net_minor ?? amount_minor, report);
}

/** Returns what was sold for `returned`: first goes back what was paid above the price. */
function worth(payment: Payment, returned: number, credits: number): number {
  const net = payment.net_minor ?? payment.amount_minor;
  const price = Math.min(net, payment.amount_minor);
  const gone = Math.max(0, returned - (net - price));
  return gone === price ? credits : Math.floor((credits * gone) / price);
}

function note(
  payment: Payment,
  own: readonly WirePaymentNotice[],
  taken: number,
  credits: number,
): void {
  if (taken === 0) reached.add("nothing");
  else reached.add(taken === credits ? "everything" : "a part");
  if (payment.released) reached.add("released");
  if (taken > 0 && payment.accepted_user_id === "bob") reached.add("another user");
  if (own.some(({ returned }) => (returned?.credits ?? 0) < 0)) reached.add("came back");
}
