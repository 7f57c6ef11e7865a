/** Cases about how many credits a notice takes back. */
import { expectBalance, reversalCase, send, type ReversalCase } from "./case.ts";
import { only, sell } from "./notices.ts";

/** The cases about the credits that are taken. */
export const shareCases: readonly ReversalCase[] = [
  reversalCase("a full refund takes all credits of the payment back", async (bench) => {
    const [sold, other] = [await sell(bench), await sell(bench)];
    const thrown = await send(bench.notify, sold.refund(5_000));
    await expectBalance(bench, sold.user_id, 0, `after a full refund${thrown}`);
    await expectBalance(
      bench,
      other.user_id,
      500,
      "of another user, which must stay as it was; name the user in every statement",
    );
  }),

  // A provider may report no refund after a lost dispute, although the money is gone.
  reversalCase("a lost dispute takes credits back as a refund does", async (bench) => {
    const sold = await sell(bench);
    const lost = sold.change({ dispute_status: "lost", refunded_minor: 5_000 });
    const thrown = await send(bench.notify, only(lost));
    await expectBalance(
      bench,
      sold.user_id,
      0,
      `after a lost dispute; take \`returned.credits\` of any notice that has \`returned\`${thrown}`,
    );
  }),

  reversalCase("partial refunds take their share, and together everything", async (bench) => {
    const sold = await sell(bench, { credits: 10, amount_minor: 999 });
    for (const [total, left] of [
      [333, 7],
      [666, 4],
      [999, 0],
    ] as const) {
      const thrown = await send(bench.notify, sold.refund(total));
      await expectBalance(
        bench,
        sold.user_id,
        left,
        `after ${total} of 999 cents went back for 10 credits; take \`returned.credits\` of each notice${thrown}`,
      );
    }
  }),

  // The credits of a payment that was held as `underpaid` were not added to the balance.
  reversalCase("the refund of a payment that was not credited takes nothing", async (bench) => {
    for (const status of ["held", "dismissed"] as const) {
      const sold = await sell(bench, { status, hold_reason: "underpaid" });
      await bench.setBalance(sold.user_id, 70);
      const thrown = await send(bench.notify, sold.refund(5_000));
      await expectBalance(
        bench,
        sold.user_id,
        70,
        `after the refund of a payment that is ${status}; \`returned.credits\` is 0${thrown}`,
      );
    }
  }),

  // If a held payment is refunded and then credited, the credit causes a second notice `refunded`,
  // which names the credits of that refund. The `added_minor` of the second notice is 0, because
  // the first notice has already reported the money.
  reversalCase(
    "a refund before the credit takes its share once there is a credit",
    async (bench) => {
      const sold = await sell(bench, { status: "held", hold_reason: "refunded" });
      let thrown = await send(bench.notify, sold.refund(1_000));
      await bench.setBalance(sold.user_id, 500);
      for (const notice of sold.change({ status: "paid", hold_reason: null }, "close"))
        thrown += await send(bench.notify, notice);
      await expectBalance(
        bench,
        sold.user_id,
        400,
        `after a refund of 100 credits and then the credit, whose notice \`refunded\` has \`added_minor\` 0; take \`returned.credits\` whatever it says besides${thrown}`,
      );
    },
  ),

  reversalCase("notices that return no money take nothing", async (bench) => {
    const sold = await sell(bench, { status: "pending", net_minor: null });
    await bench.setBalance(sold.user_id, 500);
    const notices = [
      ...sold.change({ status: "held", hold_reason: "underpaid" }, "hold"),
      ...sold.change({ status: "crediting", released: true }, "release"),
      ...sold.change({ status: "paid", net_minor: 5_000 }, "close"),
      ...sold.change({ disputed: true, dispute_status: "open" }),
      ...sold.change({ dispute_status: "won" }),
      unmatched(),
    ];
    for (const notice of notices) {
      const thrown = await send(bench.notify, notice);
      await expectBalance(
        bench,
        sold.user_id,
        500,
        `after a notice \`${notice.kind}\`, whose \`returned\` is null or missing${thrown}`,
      );
    }
  }),

  reversalCase(
    "credits that were spent leave a balance of 0, unless it may be negative",
    async (bench) => {
      const sold = await sell(bench);
      await bench.setBalance(sold.user_id, 120);
      const thrown = await send(bench.notify, sold.refund(5_000));
      await expectBalance(
        bench,
        sold.user_id,
        bench.may_be_negative === true ? -380 : 0,
        `after a full refund of 500 credits, of which 380 were spent${thrown}`,
      );
    },
  ),
];

function unmatched(): Parameters<typeof send>[1] {
  const at = new Date(0).toISOString();
  const event = {
    event_id: "dodo:msg_1",
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: "{}",
    sync_status: "held",
    sync_error: "unmatched",
    payment_id: null,
    attempts: 1,
    created_at: at,
    updated_at: at,
  } as const;
  return { notice_id: "dodo:msg_1:unmatched", kind: "unmatched", at, event };
}
