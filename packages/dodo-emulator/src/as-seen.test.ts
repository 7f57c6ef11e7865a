/** The defaults are what real deliveries and answers of Dodo have shown. */
import { describe, expect, test } from "vitest";
import { call } from "../test/api.ts";
import { createBench, openSession, topup } from "../test/bench.ts";
import { bodies, queueOne } from "../test/deliveries.ts";
import { payWith, visit, wordsOf } from "../test/visits.ts";
import { country_codes } from "./api/countries.ts";
import { dodo_failure_codes } from "./money/failures.ts";

const day = 24 * 60 * 60 * 1000;

describe("a payment that has not succeeded", () => {
  test.each(["processing", "failed", "cancelled"] as const)(
    "and is %s has its tax, its settlement and its invoice",
    async (result) => {
      const { dodo, sdk } = createBench({ tax_bps: 1800, payment_id_after_decline: "new" });
      const payment = await dodo.pay(await openSession(sdk), { result, currency: "INR" });
      expect(payment).toMatchObject({
        status: result,
        settlement_amount: 5900,
        settlement_tax: 900,
        invoice_id: expect.stringMatching(/^inv_0N\w{19}$/),
        invoice_url: `${dodo.url}/invoices/payments/${payment.payment_id}`,
        updated_at: null,
      });
      expect(payment.total_amount - (payment.tax ?? 0)).toBe(469545);
    },
  );
});

describe("a declined payment", () => {
  test("waits for another card under the same id, while its event says that it failed", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    const declined = await bench.dodo.pay(session_id, { result: "failed" });
    await bench.dodo.deliver();
    expect((await bench.sdk.payments.retrieve(declined.payment_id)).status).toBe(
      "requires_payment_method",
    );
    expect(bodies(bench)[0]).toMatchObject({ type: "payment.failed", data: { status: "failed" } });
    const paid = await bench.dodo.pay(session_id);
    expect([paid.payment_id, paid.status]).toEqual([declined.payment_id, "succeeded"]);
    bench.clock.advance(2 * day);
    expect((await bench.sdk.payments.retrieve(paid.payment_id)).status).toBe("succeeded");
  });

  test("has failed once its session has expired", async () => {
    const { clock, dodo, sdk } = createBench();
    const { payment_id } = await dodo.pay(await openSession(sdk), { result: "failed" });
    clock.advance(day);
    expect((await sdk.payments.retrieve(payment_id)).status).toBe("failed");
    expect((await sdk.payments.list({ status: "failed" })).items).toHaveLength(1);
  });

  test("cannot be finished by the bank", async () => {
    const { dodo, sdk } = createBench();
    const { payment_id } = await dodo.pay(await openSession(sdk), { result: "failed" });
    await expect(dodo.finish(payment_id, "succeeded")).rejects.toMatchObject({
      code: "PAYMENT_ALREADY_FINISHED",
    });
  });
});

test("ids begin with 0N and sort by time, and messages have the id of a KSUID", async () => {
  const bench = createBench();
  const first = await queueOne(bench);
  bench.clock.advance(1);
  const second = await queueOne(bench);
  for (const id of [first, second]) expect(id).toMatch(/^pay_0N[0-9A-Za-z]{19}$/);
  expect(first < second).toBe(true);
  expect(bench.dodo.deliveries[0]?.webhook_id).toMatch(/^msg_[0-9A-Za-z]{27}$/);
});

test("payment_link has 8 characters and leads to the checkout page", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk);
  const { payment_link } = await bench.dodo.pay(session_id, { result: "failed" });
  const { pathname } = new URL(payment_link ?? "");
  expect(pathname).toMatch(/^\/[0-9A-Za-z]{8}$/);
  expect(await visit(bench, pathname)).toMatchObject({
    status: 303,
    location: `/session/${session_id}`,
  });
});

test("a card is named in lower case and has no method type", async () => {
  const { dodo, sdk } = createBench();
  expect(await dodo.pay(await openSession(sdk))).toMatchObject({
    payment_method: "card",
    payment_method_type: null,
    card_network: "visa",
    card_type: "credit",
  });
});

test("a write with a read-only key is a 401 with an empty body", async () => {
  const bench = createBench({ read_only_api_key: "reader" });
  const answer = await call(bench, "POST", "/checkouts", topup(), {
    authorization: "Bearer reader",
  });
  expect([answer.status, answer.body]).toEqual([401, null]);
});

describe("a body", () => {
  test("is compact, with its keys in alphabetical order at every level", async () => {
    const bench = createBench();
    await queueOne(bench);
    await bench.dodo.deliver();
    const body = bench.received[0]?.body ?? "";
    expect(body).toBe(JSON.stringify(JSON.parse(body)));
    const { customer, ...data } = JSON.parse(body).data;
    for (const level of [JSON.parse(body), customer, data])
      expect(Object.keys(level)).toEqual(Object.keys(level).sort());
    expect(bench.received[0]?.headers["user-agent"]).toMatch(/^Svix-Webhooks\//);
  });

  test("with spaces is genuine, and is not what a handler gets that serializes it again", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.spaced = true;
    await queueOne(bench);
    await bench.dodo.deliver();
    const body = bench.received[0]?.body ?? "";
    expect(body).toMatch(/^\{ "business_id": "bus_emulator", "data": \{ /);
    expect(JSON.stringify(JSON.parse(body))).not.toBe(body);
  });
});

describe("an endpoint that has failed for five days", () => {
  async function failing(disable_after_days?: number) {
    const bench = createBench(disable_after_days === undefined ? {} : { disable_after_days });
    bench.receiver.answer = () => new Response(null, { status: 500 });
    await queueOne(bench);
    await bench.dodo.deliver();
    bench.clock.advance(5 * day);
    await bench.dodo.deliver();
    return bench;
  }

  test("is disabled: it gets no event until it is enabled again", async () => {
    const bench = await failing();
    const [endpoint] = (await bench.sdk.webhooks.list()).data;
    expect(endpoint?.disabled).toBe(true);
    bench.receiver.answer = () => new Response();
    await queueOne(bench);
    expect(bench.dodo.deliveries).toHaveLength(1);
    await bench.sdk.webhooks.update(endpoint?.id ?? "", { disabled: false });
    await queueOne(bench);
    expect(await bench.dodo.deliverAll()).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  test("stays enabled if the option says so, or if one delivery has succeeded since", async () => {
    const never = await failing(Infinity);
    expect((await never.sdk.webhooks.list()).data[0]?.disabled).toBe(false);
    const bench = createBench();
    bench.receiver.answer = () =>
      new Response(null, { status: bench.received.length === 2 ? 200 : 500 });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await queueOne(bench);
      await bench.dodo.deliver({ limit: 1 });
      bench.clock.advance(2 * day);
    }
    expect((await bench.sdk.webhooks.list()).data[0]?.disabled).toBe(false);
  });
});

test("a decline names Dodo's code and tells the merchant what to do, never the buyer why", async () => {
  const bench = createBench();
  expect(dodo_failure_codes.length).toBeGreaterThanOrEqual(44);
  const session_id = await openSession(bench.sdk);
  await payWith(bench, session_id, "4000000000000002");
  await bench.dodo.pay(session_id, {
    result: "failed",
    error: { code: "STOLEN_CARD", message: "The card was reported as stolen." },
  });
  const page = wordsOf(await visit(bench, `/session/${session_id}`));
  expect(page).toContain("Your card was declined.");
  expect(page).not.toContain("stolen");
});

test("a code that is no country is a 422", async () => {
  const bench = createBench();
  const answer = await call(
    bench,
    "POST",
    "/checkouts",
    topup(5000, { billing_address: { country: "ZZ" as "US" } }),
  );
  expect([answer.status, answer.body.code]).toEqual([422, "INVALID_REQUEST_BODY"]);
  const source = await import("node:fs/promises").then((fs) =>
    fs.readFile(
      new URL("../node_modules/dodopayments/resources/misc.d.ts", import.meta.url),
      "utf8",
    ),
  );
  const declared = /CountryCode = ([^;]*);/.exec(source)?.[1]?.match(/[A-Z]{2}/g) ?? [];
  expect([...country_codes].sort()).toEqual(declared.sort());
});
