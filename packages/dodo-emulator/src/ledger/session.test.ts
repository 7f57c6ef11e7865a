import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createReferenceBench as createBench, openSession, start } from "../../test/bench.ts";
import { visit } from "../../test/visits.ts";
import type { IntentStatus } from "./records.ts";

const day = 24 * 60 * 60 * 1000;

describe("a session can be paid", () => {
  test.each([
    ["at once", 0, "no error"],
    ["after 23 hours", 23 * 60 * 60 * 1000, "no error"],
    ["until the last millisecond of 24 hours", day - 1, "no error"],
    ["not after 24 hours", day, "CHECKOUT_SESSION_EXPIRED"],
    ["not after a year", 365 * day, "CHECKOUT_SESSION_EXPIRED"],
  ])("%s", async (_, age, code) => {
    const { clock, dodo, sdk } = createBench();
    const session_id = await openSession(sdk);
    clock.set(start + age);
    expect(await codeOf(dodo.pay(session_id))).toBe(code);
  });

  test("each for its own 24 hours", async () => {
    const { clock, dodo, sdk } = createBench();
    const early = await openSession(sdk);
    clock.advance(day / 2);
    const late = await openSession(sdk);
    clock.advance(day / 2);
    expect([await codeOf(dodo.pay(early)), await codeOf(dodo.pay(late))]).toEqual([
      "CHECKOUT_SESSION_EXPIRED",
      "no error",
    ]);
  });

  test("not after expireSession(), which changes no other one and no payment", async () => {
    const { dodo, sdk } = createBench();
    const [ended, other] = [await openSession(sdk), await openSession(sdk)];
    const { payment_id } = await dodo.pay(ended, { result: "processing" });
    dodo.expireSession(ended);
    expect(await codeOf(dodo.pay(ended))).toBe("CHECKOUT_SESSION_EXPIRED");
    expect(await codeOf(dodo.pay(other))).toBe("no error");
    expect(await dodo.finish(payment_id, "succeeded")).toMatchObject({ status: "succeeded" });
  });

  test("not if there is none", async () => {
    const { dodo } = createBench();
    expect(await codeOf(dodo.pay("cks_unknown"))).toBe("NOT_FOUND");
    expect(() => dodo.expireSession("cks_unknown")).toThrow(
      "checkout session cks_unknown not found",
    );
  });
});

describe("a payment that succeeds after its session expired", () => {
  test("is a payment like any other, and the API shows both", async () => {
    const { clock, dodo, sdk } = createBench();
    const session_id = await openSession(sdk);
    const { payment_id } = await dodo.pay(session_id, { result: "processing" });
    clock.advance(4 * day);
    await dodo.finish(payment_id, "succeeded");
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      payment_id,
      payment_status: "succeeded",
    });
  });
});

/** Every status that a payment can have, and whether a session with such a payment is consumed. */
const statuses: readonly [IntentStatus, consumed: boolean][] = [
  ["succeeded", true],
  ["processing", true],
  ["failed", false],
  ["cancelled", false],
  ["requires_customer_action", false],
  ["requires_merchant_action", false],
  ["requires_payment_method", false],
  ["requires_confirmation", false],
  ["requires_capture", false],
  ["partially_captured", false],
  ["partially_captured_and_capturable", false],
];

describe.each(statuses)("a session whose payment is %s", (status, consumed) => {
  test(`is ${consumed ? "consumed" : "payable"} with one payment per session`, async () => {
    const { dodo, sdk } = createBench();
    const session_id = await openSession(sdk);
    await dodo.pay(session_id, { overrides: { status } });
    expect(await codeOf(dodo.pay(session_id))).toBe(
      consumed ? "CHECKOUT_SESSION_CONSUMED" : "no error",
    );
  });

  test("is payable with many payments per session", async () => {
    const { dodo, sdk } = createBench({ payments_per_session: "many" });
    const session_id = await openSession(sdk);
    const first = await dodo.pay(session_id, { overrides: { status } });
    const second = await dodo.pay(session_id);
    expect(second.payment_id).not.toBe(first.payment_id);
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      payment_id: second.payment_id,
      payment_status: "succeeded",
    });
  });

  test("shows that status over the API", async () => {
    const { dodo, sdk } = createBench();
    const session_id = await openSession(sdk);
    await dodo.pay(session_id, { overrides: { status } });
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      payment_status: status,
    });
  });
});

describe("a session that putSession() added", () => {
  test.each([
    [
      {},
      {
        customer_email: null,
        customer_name: null,
        payment_id: null,
        payment_status: null,
        created_at: "2026-11-23T08:00:00.000000Z",
      },
    ],
    [
      { customer_email: "ada@example.com" },
      { customer_email: "ada@example.com", customer_name: "" },
    ],
    [
      { customer_email: "ada@example.com", customer_name: "Ada" },
      { customer_email: "ada@example.com", customer_name: "Ada" },
    ],
    [{ customer_name: "Ada" }, { customer_email: null, customer_name: null }],
    [{ created_at: 0 }, { created_at: "1970-01-01T00:00:00.000000Z" }],
    [{ payment_id: "pay_unknown" }, { payment_id: "pay_unknown", payment_status: null }],
    [
      { payment_id: "pay_unknown", payment_status: "succeeded" },
      { payment_id: "pay_unknown", payment_status: "succeeded" },
    ],
    [
      { payment_id: null, payment_status: null },
      { payment_id: null, payment_status: null },
    ],
    [
      { payment_status: "requires_capture" },
      { payment_id: null, payment_status: "requires_capture" },
    ],
  ] as const)("seeded with %j is read as %j", async (seed, expected) => {
    const { dodo, sdk } = createBench();
    dodo.putSession({ session_id: "cks_mine", ...seed });
    expect(await sdk.checkoutSessions.retrieve("cks_mine")).toMatchObject({
      id: "cks_mine",
      ...expected,
    });
  });

  test("takes the customer of its payment unless it has one of its own", async () => {
    const { dodo, sdk } = createBench();
    dodo.putPayment({
      payment_id: "pay_1",
      status: "succeeded",
      customer: { customer_id: "cus_1", email: "bob@example.com", name: "Bob" },
    });
    dodo.putSession({ session_id: "cks_1", payment_id: "pay_1" });
    dodo.putSession({
      session_id: "cks_2",
      payment_id: "pay_1",
      customer_email: "ada@example.com",
      customer_name: "Ada",
    });
    expect(await sdk.checkoutSessions.retrieve("cks_1")).toMatchObject({
      customer_email: "bob@example.com",
      customer_name: "Bob",
    });
    expect(await sdk.checkoutSessions.retrieve("cks_2")).toMatchObject({
      customer_email: "ada@example.com",
      customer_name: "Ada",
    });
  });

  test("follows its payment, unless its status was given", async () => {
    const { dodo, sdk } = createBench();
    dodo.putPayment({ payment_id: "pay_1", status: "processing" });
    dodo.putSession({ session_id: "cks_follows", payment_id: "pay_1" });
    dodo.putSession({ session_id: "cks_fixed", payment_id: "pay_1", payment_status: "processing" });
    dodo.patchPayment("pay_1", { status: "succeeded" });
    expect(await sdk.checkoutSessions.retrieve("cks_follows")).toMatchObject({
      payment_status: "succeeded",
    });
    expect(await sdk.checkoutSessions.retrieve("cks_fixed")).toMatchObject({
      payment_status: "processing",
    });
  });

  test.each([
    [{}, 409, "This checkout cannot be paid"],
    [{ created_at: start - day }, 410, "This checkout has expired"],
    [{ payment_status: "succeeded" }, 409, "This checkout was already used"],
  ] as const)("with %j has a page that answers %i: %s", async (seed, status, title) => {
    const bench = createBench();
    bench.dodo.putSession({ session_id: "cks_mine", ...seed });
    const page = await visit(bench, "/session/cks_mine");
    expect([page.status, page.text.includes(`<h1>${title}</h1>`)]).toEqual([status, true]);
  });

  test("can be replaced, and is forgotten by reset()", async () => {
    const { dodo, sdk } = createBench();
    dodo.putSession({ session_id: "cks_mine", payment_status: "failed" });
    dodo.putSession({ session_id: "cks_mine", payment_status: "succeeded" });
    expect(await sdk.checkoutSessions.retrieve("cks_mine")).toMatchObject({
      payment_status: "succeeded",
    });
    dodo.reset();
    expect(await codeOf(sdk.checkoutSessions.retrieve("cks_mine"))).toBe("NOT_FOUND");
  });
});

test("a session of the API belongs to the origin that the emulator had when it was opened", async () => {
  const { dodo, sdk } = createBench();
  const before = await sdk.checkoutSessions.create({
    product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 500 }],
  });
  const { url, close } = await dodo.listen();
  expect(before.checkout_url).toBe(`http://dodo.localhost/session/${before.session_id}`);
  expect((await fetch(`${url}/session/${before.session_id}`)).status).toBe(200);
  await close();
});
