import { describe, expect, test } from "vitest";
import { type Bench, createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { queueOne } from "../../test/deliveries.ts";
import { press, visit, type Visited, wordsOf } from "../../test/visits.ts";

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

/** The titles of the purchases on a page, each with whether it is open. */
function purchasesOn({ text }: Visited): [title: string, open: boolean][] {
  return [
    ...text.matchAll(
      /<details class="purchase" (open)?>\s*<summary>\s*<span class="head"\s*><b>(.*?)<\/b>/g,
    ),
  ].map(([, open, title]) => [title ?? "", open !== undefined]);
}

describe("the purchases", () => {
  test("are in groups: a checkout, its payments and their deliveries, newest first", async () => {
    const bench = createBench();
    const first = await openSession(bench.sdk, 1000);
    const declined = await bench.dodo.pay(first, { result: "failed" });
    bench.clock.advance(1000);
    await openSession(bench.sdk, 2000);
    const paid = await bench.dodo.pay(first);
    const page = await visit(bench, "/");
    expect(purchasesOn(page)).toEqual([
      ["Not paid yet", true],
      ["10.00 USD", false],
    ]);
    expect(wordsOf(page)).toContain("buyer@example.com · 2 deliveries, 2 not delivered");
    const [, , group = ""] = page.text.split("<details");
    const ids = [...group.matchAll(/<li class="card" id="([^"]*)"/g)].map(([, id]) => id);
    const [failed, succeeded] = bench.dodo.deliveries.map(({ delivery_id }) => delivery_id);
    expect(ids).toEqual([first, declined.payment_id, paid.payment_id, succeeded, failed]);
  });

  test("stay usable in any number: twenty on a page, which leads to the next", async () => {
    const bench = createBench();
    for (let i = 1; i <= 45; i += 1) {
      bench.clock.advance(1000);
      await bench.dodo.pay(await openSession(bench.sdk, i * 100));
    }
    const titles = async (path: string): Promise<string[]> =>
      purchasesOn(await visit(bench, path)).map(([title]) => title);
    const first = await titles("/");
    expect([first.length, first[0], first.at(-1)]).toEqual([20, "45.00 USD", "26.00 USD"]);
    const page = await visit(bench, "/?page=2");
    expect(page.text).toMatch(/href="\/\?q=&amp;page=1#purchases"\s*>Newer/);
    expect(page.text).toMatch(/href="\/\?q=&amp;page=3#purchases"\s*>Older/);
    expect(wordsOf(page)).toContain("Page 2 of 3, 45 purchases");
    expect(await titles("/?page=3")).toHaveLength(5);
    for (const [path, last] of [
      ["/?page=99", "1.00 USD"],
      ["/?page=x", "26.00 USD"],
      ["/?page=-1", "26.00 USD"],
    ] as const)
      expect((await titles(path)).at(-1)).toBe(last);
  });

  test("are found by any record: a button leads to its purchase, which is open", async () => {
    const bench = createBench();
    const oldest = await queueOne(bench);
    for (let i = 0; i < 30; i += 1) {
      bench.clock.advance(1000);
      await openSession(bench.sdk);
    }
    const delivery = bench.dodo.deliveries[0]?.delivery_id ?? "";
    for (const id of [oldest, delivery]) {
      const { location } = await press(bench, "delay", { id: delivery, seconds: "1" });
      expect(location).toBe(`/?open=${delivery}#${delivery}`);
      const page = await visit(bench, `/?open=${id}`);
      expect(wordsOf(page)).toContain("Page 2 of 2");
      expect(purchasesOn(page).filter(([, open]) => open)).toEqual([["50.00 USD", true]]);
      expect(page.text).toContain(`id="${id}"`);
    }
  });

  test("are searched by id, address, metadata and event", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 700, {
      customer: { email: "ada@example.com" },
      metadata: { topup_id: "tu_77" },
    });
    const { payment_id } = await bench.dodo.pay(session_id);
    await openSession(bench.sdk, 800);
    const { webhook_id } = bench.dodo.deliveries[0] ?? { webhook_id: "" };
    for (const q of [session_id, payment_id, webhook_id, "ADA@", "tu_77", "payment.succeeded"])
      expect(purchasesOn(await visit(bench, `/?${new URLSearchParams({ q })}`))).toEqual([
        ["7.00 USD", true],
      ]);
    const none = await visit(bench, "/?q=nobody");
    expect(wordsOf(none)).toContain("No purchase matches.");
    expect((await visit(bench, "/?q=%3Cscript%3E")).text).not.toContain("<script");
  });

  test("contain payments and events that belong to no checkout", async () => {
    const bench = createBench();
    bench.dodo.putPayment({ payment_id: "pay_mine", total_amount: 500, currency: "USD" });
    bench.dodo.emit("payout.created", {});
    expect(
      purchasesOn(await visit(bench, "/"))
        .map(([title]) => title)
        .sort(),
    ).toEqual(["5.00 USD", "payout.created"]);
  });
});
