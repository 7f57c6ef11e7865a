/** A right host passes every case of `reversalSuite`, and each case catches a wrong one. */
import { describe, expect, test } from "vitest";
import {
  answerOf,
  reversing,
  right,
  underTest,
  type MakeReversals,
} from "../../test/reversal-shop.ts";
import { reversalCases, reversalSuite } from "./index.ts";

const moment = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve));

/** A wrong host, with the case that must fail on it and the message of that failure. */
interface WrongHost {
  name: string;
  caught_by: string;
  host: MakeReversals;
  message: RegExp;
}

const hosts: readonly WrongHost[] = [
  {
    name: "takes from everyone",
    caught_by: "a full refund takes all credits of the payment back",
    host: reversing((shop, { notice_id }, { credits }) => {
      if (!shop.remember(notice_id)) return;
      for (const user_id of shop.balances.keys()) shop.take(user_id, credits);
    }),
    message: /the balance of another user, which must stay .*: expected 500, got 0/,
  },
  {
    name: "does nothing",
    caught_by: "a full refund takes all credits of the payment back",
    host: reversing(() => undefined),
    message: /the balance after a full refund: expected 0, got 500/,
  },
  {
    name: "listens to refunds only",
    caught_by: "a lost dispute takes credits back as a refund does",
    host: reversing((shop, { notice_id, kind }, { user_id, credits }) => {
      if (kind === "refunded") shop.together(notice_id, user_id, credits);
    }),
    message: /after a lost dispute; take `returned\.credits` of any notice .*: expected 0, got 500/,
  },
  {
    name: "takes the credits of the whole payment at the first refund",
    caught_by: "partial refunds take their share, and together everything",
    host: reversing((shop, notice, { user_id }) => {
      if (notice.kind !== "unmatched")
        shop.together(notice.notice_id, user_id, notice.payment.credits);
    }),
    message: /after 333 of 999 cents went back for 10 credits; .*: expected 7, got 0/,
  },
  {
    name: "computes each share by itself",
    caught_by: "partial refunds take their share, and together everything",
    host: reversing((shop, notice, { user_id, added_minor }) => {
      if (notice.kind === "unmatched") return;
      const { credits, amount_minor } = notice.payment;
      const share = Math.floor((credits * added_minor) / amount_minor);
      shop.together(notice.notice_id, user_id, share);
    }),
    message: /after 999 of 999 cents .*: expected 0, got 1/,
  },
  {
    name: "takes the total at each refund",
    caught_by: "partial refunds take their share, and together everything",
    host: reversing((shop, notice, { user_id, total_minor }) => {
      if (notice.kind === "unmatched") return;
      const { credits, amount_minor } = notice.payment;
      const share = Math.floor((credits * total_minor) / amount_minor);
      shop.together(notice.notice_id, user_id, share);
    }),
    message: /after 666 of 999 cents .*: expected 4, got 1/,
  },
  {
    name: "takes credits of a payment that was held",
    caught_by: "the refund of a payment that was not credited takes nothing",
    host: reversing((shop, notice, { user_id }) => {
      if (notice.kind !== "unmatched")
        shop.together(notice.notice_id, user_id, notice.payment.credits);
    }),
    message:
      /after the refund of a payment that is held; `returned\.credits` is 0: expected 70, got 0/,
  },
  {
    name: "takes credits only for money that the notice has added",
    caught_by: "a refund before the credit takes its share once there is a credit",
    host: reversing((shop, { notice_id }, { user_id, credits, added_minor }) => {
      if (added_minor !== 0) shop.together(notice_id, user_id, credits);
    }),
    message: /whose notice `refunded` has `added_minor` 0; .*: expected 400, got 500/,
  },
  {
    name: "takes credits when a dispute is opened",
    caught_by: "notices that return no money take nothing",
    host: (shop) => (notice) => {
      if (notice.kind === "disputed" || (notice.kind !== "unmatched" && notice.returned !== null))
        shop.together(notice.notice_id, notice.payment.user_id, notice.payment.credits);
    },
    message: /after a notice `disputed`, whose `returned` is null .*: expected 500, got 0/,
  },
  {
    name: "lets a balance become negative",
    caught_by: "credits that were spent leave a balance of 0, unless it may be negative",
    host: reversing((shop, { notice_id }, { user_id, credits }) => {
      if (shop.remember(notice_id)) shop.balances.set(user_id, shop.balanceOf(user_id) - credits);
    }),
    message: /of which 380 were spent: expected 0, got -380/,
  },
  {
    name: "only takes",
    caught_by: "a dispute that is won after it was lost gives the credits back",
    host: reversing((shop, { notice_id }, { user_id, credits }) => {
      if (credits > 0) shop.together(notice_id, user_id, credits);
    }),
    message: /whose notice `dispute_won` has negative `returned.credits` .*: expected 500, got 0/,
  },
  {
    name: "gives back all that the notice names",
    caught_by: "a dispute that is won gives back no more than was taken",
    host: reversing((shop, { notice_id }, { user_id, credits }) => {
      if (shop.remember(notice_id)) shop.take(user_id, credits);
    }),
    message: /took 120 of 500 credits, .* remember .* how much was taken: expected 120, got 500/,
  },
  {
    name: "takes at every call",
    caught_by: "the same notice again takes nothing more",
    host: reversing((shop, _, { user_id, credits }) => shop.take(user_id, credits)),
    message:
      /the same notice of 100 credits twice; insert the `notice_id` under a unique key .*: expected 400, got 300/,
  },
  {
    name: "remembers in its own process",
    caught_by: "the same notice over another connection takes nothing more",
    host: (shop) => {
      const known = new Set<string>();
      return reversing((_, { notice_id }, { user_id, credits }) => {
        if (!known.has(notice_id)) shop.take(user_id, credits);
        known.add(notice_id);
      })(shop);
    },
    message: /after the same notice over each connection; .*: expected 400, got 300/,
  },
  {
    name: "looks for the notice, then writes",
    caught_by: "the same notice many times at once takes its credits once",
    host: reversing(async (shop, { notice_id }, { user_id, credits }) => {
      if (shop.notices.has(notice_id)) return;
      await moment();
      shop.notices.add(notice_id);
      shop.take(user_id, credits);
    }),
    message: /after 20 calls at once with one notice; .*: expected 400, got 0/,
  },
  {
    name: "remembers the last notice only",
    caught_by: "a notice that is repeated after a later one takes nothing more",
    host: (shop) => {
      let last = "";
      return reversing((_, { notice_id }, { user_id, credits }) => {
        if (notice_id !== last) shop.take(user_id, credits);
        last = notice_id;
      })(shop);
    },
    message: /remember each `notice_id`, not only the last one: expected 250, got 0/,
  },
  {
    name: "remembers first, and takes in another transaction",
    caught_by:
      "a call that cannot write the balance changes nothing, and the next one takes the credits (where `refuseWrites` is given)",
    host: reversing((shop, { notice_id }, { user_id, credits }) => {
      if (shop.remember(notice_id)) shop.take(user_id, credits);
    }),
    message: /could not write the balances, then another call; .*: expected 400, got 500/,
  },
  {
    name: "swallows its errors",
    caught_by:
      "a call that cannot write the balance changes nothing, and the next one takes the credits (where `refuseWrites` is given)",
    host: reversing((shop, { notice_id }, { user_id, credits }) => {
      try {
        shop.together(notice_id, user_id, credits);
      } catch {
        return;
      }
    }),
    message: /notify\(\) returned although the balances could not be written: it must throw/,
  },
  {
    name: "takes first, and remembers in another transaction",
    caught_by:
      "a call that cannot remember the notice changes nothing, and the next one takes the credits (where `refuseWrites` is given)",
    host: reversing((shop, { notice_id }, { user_id, credits }) => {
      if (shop.notices.has(notice_id)) return;
      shop.take(user_id, credits);
      shop.remember(notice_id);
    }),
    message: /after a call that could not write the reversals; .*: expected 500, got 400/,
  },
];

describe("[N08] a right host passes", () => {
  reversalSuite(test, underTest(right));

  test("with the parts that are required only", async () => {
    const bare = underTest(right, { second: undefined, refuseWrites: undefined });
    for (const { name } of reversalCases) expect(await answerOf(name, bare)).toBe("passed");
  });

  test("with balances that may be negative, if it says so", async () => {
    const owing = reversing((shop, { notice_id }, { user_id, credits }) => {
      if (shop.refused !== null) throw new Error("refused");
      if (shop.remember(notice_id)) shop.balances.set(user_id, shop.balanceOf(user_id) - credits);
    });
    const create = underTest(owing, { may_be_negative: true });
    for (const { name } of reversalCases) expect(await answerOf(name, create)).toBe("passed");
  });
});

describe("[N08] the suite catches a host that", () => {
  for (const { name, caught_by, host, message } of hosts)
    test(name, async () => expect(await answerOf(caught_by, underTest(host))).toMatch(message));

  test("every case catches one", () => {
    expect([...new Set(hosts.map(({ caught_by }) => caught_by))]).toEqual(
      reversalCases.map(({ name }) => name),
    );
  });
});
