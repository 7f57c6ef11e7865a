import { describe, expect, test } from "vitest";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { typesOf } from "../../test/deliveries.ts";
import { press, visit, wordsOf } from "../../test/visits.ts";

const payment = async (bench: Bench, result: "succeeded" | "processing"): Promise<string> =>
  (await bench.dodo.pay(await openSession(bench.sdk), { result, silent: true })).payment_id;

describe("a button of a payment does what the control does, and leads back to the payments", () => {
  test.each([
    ["succeed", "processing", {}, ["payment.succeeded"], { status: "succeeded" }],
    ["fail", "processing", {}, ["payment.failed"], { status: "failed" }],
    ["refund", "succeeded", { amount: "" }, ["refund.succeeded"], { refund_status: "full" }],
    ["refund", "succeeded", {}, ["refund.succeeded"], { refund_status: "full" }],
    [
      "refund",
      "succeeded",
      { amount: "12.34" },
      ["refund.succeeded"],
      { refund_status: "partial", refunds: [{ amount: 1234 }] },
    ],
    [
      "dispute",
      "succeeded",
      {},
      ["dispute.opened"],
      { disputes: [{ dispute_status: "dispute_opened" }] },
    ],
    [
      "dispute-won",
      "succeeded",
      {},
      ["dispute.won"],
      { disputes: [{ dispute_status: "dispute_won" }] },
    ],
    [
      "dispute-lost",
      "succeeded",
      {},
      ["dispute.lost"],
      { disputes: [{ dispute_status: "dispute_lost", is_resolved_by_rdr: false }] },
    ],
    [
      "rdr",
      "succeeded",
      {},
      ["dispute.lost"],
      { disputes: [{ dispute_status: "dispute_lost", is_resolved_by_rdr: true }], refunds: [] },
    ],
  ] as const)("%s on one that is %s with %j", async (action, result, fields, types, expected) => {
    const bench = createBench();
    const id = await payment(bench, result);
    expect(await press(bench, action, { id, ...fields })).toMatchObject({
      status: 303,
      location: `/?open=${id}#${id}`,
    });
    expect(typesOf(bench)).toEqual(types);
    expect(await bench.sdk.payments.retrieve(id)).toMatchObject(expected);
  });

  test.each([
    ["succeeded", { status: "succeeded" }],
    ["succeeded", {}],
    ["failed", { status: "failed" }],
  ])("finish-refund as %s with %j", async (status, fields) => {
    const bench = createBench();
    const payment_id = await payment(bench, "succeeded");
    const { refund_id } = await bench.dodo.refund(payment_id, { status: "pending" });
    expect(await press(bench, "finish-refund", { id: refund_id, ...fields })).toMatchObject({
      status: 303,
      location: `/?open=${payment_id}#${payment_id}`,
    });
    expect(typesOf(bench)).toEqual([`refund.${status}`]);
  });
});

describe("a button that is not possible shows the reason, and changes nothing", () => {
  test.each([
    ["succeed", 409, "The emulator says: payment {id} is already succeeded."],
    ["fail", 409, "The emulator says: payment {id} is already succeeded."],
  ])("%s on a payment that has ended", async (action, status, words) => {
    const bench = createBench();
    const id = await payment(bench, "succeeded");
    const page = await press(bench, action, { id });
    expect([page.status, wordsOf(page)]).toEqual([
      status,
      expect.stringContaining(words.replace("{id}", id)),
    ]);
    expect(bench.dodo.deliveries).toEqual([]);
  });

  test.each([
    ["0", "a refund must be a whole number from 1 to 5000"],
    ["50.01", "a refund must be a whole number from 1 to 5000"],
    ["ten", "give an amount such as 12.50, or none for all that is left"],
    ["1.234", "give an amount such as 12.50, or none for all that is left"],
  ])("refund of %j", async (amount, words) => {
    const bench = createBench();
    const id = await payment(bench, "succeeded");
    const page = await press(bench, "refund", { id, amount });
    expect([page.status, wordsOf(page)]).toEqual([422, expect.stringContaining(words)]);
    expect(await bench.sdk.payments.retrieve(id)).toMatchObject({ refunds: [] });
  });

  test.each([
    "succeed",
    "fail",
    "refund",
    "finish-refund",
    "dispute",
    "dispute-won",
    "dispute-lost",
    "rdr",
    "expire",
    "resend",
    "duplicate",
    "lose",
    "delay",
  ])("%s of an id that is unknown, or of none", async (action) => {
    const bench = createBench();
    for (const fields of [{ id: "unknown" }, {}] as Record<string, string>[]) {
      const page = await press(bench, action, fields);
      expect([page.status, wordsOf(page)]).toEqual([
        404,
        expect.stringContaining("There is no such page"),
      ]);
      expect(page.text).toContain('href="/">Back to the emulator</a>');
    }
  });

  test.each(["nothing", "constructor", "__proto__", "toString"])(
    "%s, which is no button",
    async (action) => {
      expect((await press(createBench(), action)).status).toBe(404);
    },
  );

  test("a body that is no form", async () => {
    const { dodo } = createBench();
    const answer = await dodo.fetch(
      new Request(`${dodo.url}/tool/expire`, {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json" },
      }),
    );
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("the body is not a form"),
    ]);
  });

  test.each(["/tool/", "/tool/a/b"])("and %s is a 404 as well", async (path) => {
    expect((await visit(createBench(), path)).status).toBe(404);
  });
});

describe("Open a checkout", () => {
  test.each([
    ["pdt_topup", "50.00", "50.00 USD"],
    ["pdt_euro", "12,5", "12.50 EUR"],
    ["pdt_yen", "1550", "1550 JPY"],
  ])("of %s for %s leads to a page that says %s", async (product_id, amount, total) => {
    const bench = createBench({
      products: [
        { product_id: "pdt_topup" },
        { product_id: "pdt_euro", currency: "EUR" },
        { product_id: "pdt_yen", currency: "JPY" },
      ],
    });
    const { status, location } = await press(bench, "checkout", { product_id, amount });
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/session\/cks_\w{21}$/)]);
    const page = await visit(bench, location ?? "");
    expect(wordsOf(page)).toContain(`Pay Test business ${total}`);
    expect(page.text).toContain('<a class="back" href="http://dodo.localhost/">');
  });

  test.each([
    [{ product_id: "pdt_topup", amount: "x" }, 422, "give an amount such as 12.50"],
    [{ product_id: "pdt_topup" }, 422, "give an amount such as 12.50"],
    [{ product_id: "pdt_topup", amount: "0.50" }, 422, "the amount is below the minimum of 100"],
    [{ product_id: "pdt_unknown", amount: "5" }, 404, "There is no such page"],
  ])("with %j is refused", async (fields, status, words) => {
    const page = await press(createBench(), "checkout", { ...fields });
    expect([page.status, wordsOf(page)]).toEqual([status, expect.stringContaining(words)]);
  });
});

test("Expire ends a session and leads back to it", async () => {
  const bench = createBench();
  const id = await openSession(bench.sdk);
  expect(await press(bench, "expire", { id })).toMatchObject({
    status: 303,
    location: `/?open=${id}#${id}`,
  });
  expect((await visit(bench, `/session/${id}`)).status).toBe(410);
});
