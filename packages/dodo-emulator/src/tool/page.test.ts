import { describe, expect, test } from "vitest";
import { type Bench, createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { queueOne } from "../../test/deliveries.ts";
import { visit, wordsOf } from "../../test/visits.ts";

/** The actions whose buttons the page has for one record. */
async function buttonsFor(bench: Bench, id: string): Promise<string[]> {
  const { text } = await visit(bench, "/");
  const forms = [
    ...text.matchAll(
      /<form method="post" action="\/tool\/([\w-]+)">\s*<input type="hidden" name="id" value="([^"]*)"/g,
    ),
  ];
  return forms.filter(([, , of]) => of === id).map(([, action]) => action ?? "");
}

describe("the page of a new emulator", () => {
  test("shows that nothing has happened, and the URL and keys", async () => {
    const bench = createBench();
    const words = wordsOf(await visit(bench, "/"));
    for (const part of [
      "API http://dodo.localhost",
      "API key dodo_test_emulator",
      `Webhook key ${bench.dodo.webhook_key}`,
      "Product pdt_topup",
      "Clock 2026-11-23T08:00:00.000000Z",
      "No purchase yet.",
      "Test mode: no real money",
    ])
      expect(words).toContain(part);
  });

  test("lists the products to open a checkout of", async () => {
    const { text } = await visit(
      createBench({ products: [{ product_id: "pdt_a" }, { product_id: "pdt_b" }] }),
      "/",
    );
    expect([...text.matchAll(/<option>(\w+)<\/option>/g)].map(([, id]) => id)).toEqual([
      "pdt_a",
      "pdt_b",
    ]);
  });

  test("without products shows none", async () => {
    expect(wordsOf(await visit(createBench({ products: [] }), "/"))).toContain("Product none");
  });

  test.each([
    ["http://shop.test/webhook", "http://shop.test/webhook"],
    [null, ""],
  ])("shows the webhook target %s as %j", async (url, value) => {
    const bench = createBench();
    bench.dodo.webhook_url = url;
    expect((await visit(bench, "/")).text).toContain(`name="url" value="${value}" type="url"`);
  });
});

describe("the buttons of a payment", () => {
  test.each([
    ["processing", {}, ["succeed", "fail"]],
    ["failed", {}, []],
    ["cancelled", {}, []],
    ["succeeded", {}, ["refund", "dispute", "rdr"]],
    ["succeeded", { status: "requires_capture" }, ["succeed", "fail"]],
    ["succeeded", { status: null }, ["succeed", "fail"]],
  ] as const)("of one that is %s with %j are %j", async (result, overrides, buttons) => {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), {
      result,
      overrides,
    });
    expect(await buttonsFor(bench, payment_id)).toEqual(buttons);
  });

  test("follow its refunds", async () => {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk));
    await bench.dodo.refund(payment_id, { amount: 1 });
    expect(await buttonsFor(bench, payment_id)).toEqual(["refund", "dispute", "rdr"]);
    const { refund_id } = await bench.dodo.refund(payment_id, { status: "pending" });
    expect(await buttonsFor(bench, payment_id)).toEqual(["dispute", "rdr"]);
    expect(await buttonsFor(bench, refund_id)).toEqual(["finish-refund"]);
    await bench.dodo.finishRefund(refund_id, "succeeded");
    expect([await buttonsFor(bench, payment_id), await buttonsFor(bench, refund_id)]).toEqual([
      ["dispute", "rdr"],
      [],
    ]);
  });

  test.each([
    ["dispute.opened", ["refund", "dispute-won", "dispute-lost"]],
    ["dispute.won", ["refund"]],
    ["dispute.lost", ["refund"]],
    ["dispute.challenged", ["refund"]],
  ] as const)("after %s are %j", async (type, buttons) => {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk));
    await bench.dodo.dispute(payment_id, { type });
    expect(await buttonsFor(bench, payment_id)).toEqual(buttons);
  });
});

describe("what the page shows of a payment", () => {
  test.each([
    [{}, "50.00 USD · buyer@example.com · 2026-11-23 08:00:00"],
    [{ currency: "JPY" }, "8060 JPY · buyer@example.com"],
    [{ result: "failed" }, "2026-11-23 08:00:00 · PROCESSING_ERROR"],
    [{ overrides: { refund_status: "partial" } }, "refunded: partial"],
    [{ overrides: { total_amount: "no number" } }, "0.00 USD · buyer@example.com"],
    [{ overrides: { created_at: "soon" } }, "buyer@example.com · ?"],
    [
      { overrides: { customer: undefined, disputes: undefined, refunds: undefined } },
      "50.00 USD · 2026-11-23 08:00:00",
    ],
  ] as const)("paid with %j: %s", async (outcome, words) => {
    const bench = createBench();
    await bench.dodo.pay(await openSession(bench.sdk), outcome);
    expect(wordsOf(await visit(bench, "/"))).toContain(words);
  });

  test("has the status of its dispute, and of a patch a question mark or less", async () => {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk));
    await bench.dodo.dispute(payment_id);
    expect(wordsOf(await visit(bench, "/"))).toContain("· dispute_opened");
    bench.dodo.patchPayment(payment_id, { status: null });
    expect(wordsOf(await visit(bench, "/"))).toContain(`${payment_id} unknown`);
  });
});

describe("the buttons of a delivery", () => {
  test.each([
    ["waiting", ["resend", "duplicate", "lose", "delay"]],
    ["delivered", ["resend", "duplicate"]],
    ["lost", ["resend", "duplicate"]],
  ])("that is %s are %j", async (state, buttons) => {
    const bench = createBench();
    await queueOne(bench);
    const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
    if (state === "delivered") await bench.dodo.deliver();
    if (state === "lost") bench.dodo.lose(id);
    expect(await buttonsFor(bench, id)).toEqual(buttons);
    expect(wordsOf(await visit(bench, "/"))).toContain(`payment.succeeded ${state}`);
  });

  test("without a target cannot send", async () => {
    const bench = createBench();
    await queueOne(bench);
    bench.dodo.webhook_url = null;
    expect(await buttonsFor(bench, bench.dodo.deliveries[0]?.delivery_id ?? "")).toEqual([
      "lose",
      "delay",
    ]);
    expect(wordsOf(await visit(bench, "/"))).toContain("to nowhere yet · not sent");
  });

  test("are next to its answers and the time of its next attempt", async () => {
    const bench = createBench();
    const answers = [
      () => new Response(null, { status: 500 }),
      () => {
        throw new Error("refused");
      },
    ];
    bench.receiver.answer = () => (answers.shift() ?? (() => new Response()))();
    await queueOne(bench);
    expect(wordsOf(await visit(bench, "/"))).toContain(
      "to http://shop.test/webhook · not sent · next at 2026-11-23 08:00:00",
    );
    await bench.dodo.deliver();
    bench.clock.advance(5000);
    await bench.dodo.deliver();
    expect(wordsOf(await visit(bench, "/"))).toContain(
      "answers: 500, none · next at 2026-11-23 08:05:05",
    );
  });
});

describe("a session is shown", () => {
  test("as open, with its product, its page and a button to expire it", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    const page = await visit(bench, "/");
    expect(wordsOf(page)).toContain(
      `${session_id} open pdt_topup · opened at 2026-11-23 08:00:00 Page Expire`,
    );
    expect(page.text).toContain(`href="/session/${session_id}"`);
  });

  test.each(["succeeded", "failed", "processing"] as const)(
    "as %s after such a payment, with its id",
    async (result) => {
      const bench = createBench();
      const session_id = await openSession(bench.sdk);
      const { payment_id } = await bench.dodo.pay(session_id, { result });
      expect(wordsOf(await visit(bench, "/"))).toContain(
        `${session_id} ${result} pdt_topup · opened at 2026-11-23 08:00:00 · ${payment_id}`,
      );
    },
  );

  test("as expired, without the button; one that was paid stays paid", async () => {
    const bench = createBench();
    const [open, paid] = [await openSession(bench.sdk), await openSession(bench.sdk)];
    await bench.dodo.pay(paid);
    bench.clock.advance(24 * 60 * 60 * 1000);
    const words = wordsOf(await visit(bench, "/"));
    expect([
      words.includes(`${open} expired`),
      words.includes(`${paid} succeeded`),
      await buttonsFor(bench, open),
    ]).toEqual([true, true, []]);
  });

  test("without a cart if putSession() added it", async () => {
    const bench = createBench();
    bench.dodo.putSession({ session_id: "cks_mine", payment_status: "succeeded" });
    expect(wordsOf(await visit(bench, "/"))).toContain("cks_mine succeeded no cart");
  });
});
