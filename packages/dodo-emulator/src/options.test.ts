import { describe, expect, test } from "vitest";
import { createBench, openSession } from "../test/bench.ts";
import { createManualClock } from "./clock.ts";
import { createDodoEmulator } from "./emulator.ts";
import { type DodoEmulatorOptions, isLiveKey, readOptions } from "./options.ts";

const key = "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=";

test("every option has a default", () => {
  expect(readOptions({})).toEqual({
    api_key: "dodo_test_emulator",
    read_only_api_key: null,
    webhook_keys: ["whsec_ZG9kby1lbXVsYXRvci13ZWJob29rLWtleS0wMDAx"],
    fetch: expect.any(Function),
    clock: { now: expect.any(Function) },
    delivery: "auto",
    products: [{ product_id: "pdt_topup" }],
    discounts: [],
    origin: "http://dodo.localhost",
    business_name: "Test business",
    business_id: "bus_emulator",
    tax_bps: 0,
    bank_debit_ms: 345_600_000,
    on_delivery: expect.any(Function),
    refund_answer: "succeeded",
    line_item_amount: "gross",
    dispute_events: "full",
    payment_id_after_decline: "same",
    status_after_decline: "requires_payment_method",
    webhook_id_on_resend: "same",
    payments_per_session: "one",
    cancel_url_parameters: "none",
    amount_with_quantity: "per_unit",
    adaptive_currency_fees: "exclusive",
    unfinished_payments: "complete",
    card_fields: "lower",
    read_only_status: 401,
    disable_after_days: 5,
  });
});

describe("an option that is given replaces its default, and no other", () => {
  test.each([
    { api_key: "mine" },
    { read_only_api_key: "reader" },
    { delivery: "manual" },
    { products: [] },
    { discounts: [{ code: "X", amount: 1 }] },
    { origin: "https://dodo.example" },
    { business_name: "" },
    { business_id: "bus_1" },
    { tax_bps: 826 },
    { bank_debit_ms: 0 },
    { refund_answer: "pending" },
    { line_item_amount: "net" },
    { dispute_events: "short" },
    { unfinished_payments: "sparse" },
    { card_fields: "upper" },
    { status_after_decline: "failed" },
    { read_only_status: 403 },
    { disable_after_days: Infinity },
    { payment_id_after_decline: "same" },
    { webhook_id_on_resend: "new" },
    { payments_per_session: "many" },
    { cancel_url_parameters: "status" },
    { amount_with_quantity: "line" },
    { adaptive_currency_fees: "inclusive" },
  ] as DodoEmulatorOptions[])("%j", (options) => {
    const functions = {
      fetch: expect.any(Function),
      on_delivery: expect.any(Function),
      clock: { now: expect.any(Function) },
    };
    expect(readOptions(options)).toEqual({ ...readOptions({}), ...functions, ...options });
  });

  /** The settings have one field that is named otherwise as an option. */
  const names = Object.keys(readOptions({})).filter((name) => name !== "webhook_keys");
  test.each([...names, "webhook_key"])("%s that is undefined is absent", (name) => {
    const functions = {
      fetch: expect.any(Function),
      on_delivery: expect.any(Function),
      clock: { now: expect.any(Function) },
    };
    expect(readOptions({ [name]: undefined })).toEqual({ ...readOptions({}), ...functions });
  });
});

describe("an option that is one of some words", () => {
  test.each([
    ["delivery", "auto or manual"],
    ["refund_answer", "succeeded or pending"],
    ["line_item_amount", "gross or net"],
    ["dispute_events", "full or short"],
    ["payment_id_after_decline", "same or new"],
    ["status_after_decline", "requires_payment_method or failed"],
    ["webhook_id_on_resend", "same or new"],
    ["payments_per_session", "one or many"],
    ["cancel_url_parameters", "none or status"],
    ["amount_with_quantity", "per_unit or line"],
    ["adaptive_currency_fees", "exclusive or inclusive"],
    ["unfinished_payments", "complete or sparse"],
    ["card_fields", "lower or upper"],
    ["read_only_status", "401 or 403"],
  ])("refuses another one: %s must be %s", (name, words) => {
    for (const given of ["single", "", null, 1, "toString"]) {
      const create = (): unknown => createDodoEmulator({ [name]: given });
      expect(create).toThrow(`${name} must be ${words}, got ${given}`);
      expect(create).toThrow(TypeError);
    }
  });
});

describe("a signing key", () => {
  test.each([
    [key, [key]],
    [[key], [key]],
    [
      [key, "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLTAwMDE="],
      [key, "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLTAwMDE="],
    ],
  ])("%j is accepted", (webhook_key, webhook_keys) => {
    expect(readOptions({ webhook_key })).toMatchObject({ webhook_keys });
  });

  test.each([
    "",
    "whsec_",
    "whsec_abc",
    key.slice(6),
    `WHSEC_${key.slice(6)}`,
    `${key}=`,
    `${key} `,
    `whsec_${"A".repeat(31)}`,
    "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE",
  ])("%j is refused", (webhook_key) => {
    expect(() => readOptions({ webhook_key })).toThrow(
      "webhook_key must be whsec_ followed by base64 of at least 24 bytes",
    );
    expect(() => readOptions({ webhook_key: [key, webhook_key] })).toThrow(TypeError);
  });

  test("is needed once at least", () => {
    expect(() => readOptions({ webhook_key: [] })).toThrow(
      "webhook_key is an empty list: give at least one whsec_ key",
    );
  });
});

describe("anything that is meant for live mode is refused", () => {
  test.each([
    [
      { environment: "live_mode" },
      "the emulator is test_mode only, got environment live_mode: for live payments use Dodo itself",
    ],
    [{ environment: "test" }, "got environment test"],
    [{ environment: "" }, "got environment "],
    [{ api_key: "dodo_live_abc" }, "api_key is a live key: the emulator takes test keys only"],
    [{ read_only_api_key: "dodo_live_abc" }, "is a live key"],
  ])("%j: %s", (options, message) => {
    expect(() => createDodoEmulator(options as DodoEmulatorOptions)).toThrow(message);
    expect(() => createDodoEmulator(options as DodoEmulatorOptions)).toThrow(TypeError);
  });

  test("and a key is not repeated in the message", () => {
    expect(() => createDodoEmulator({ api_key: "dodo_live_abc" })).not.toThrow(/dodo_live_abc/);
  });

  test.each([
    ["dodo_live_", true],
    ["dodo_live_abc", true],
    ["dodo_test_abc", false],
    ["DODO_LIVE_abc", false],
    ["live", false],
    ["", false],
  ])("a key like %j: %s", (given, live) => {
    expect(isLiveKey(given)).toBe(live);
  });

  test("the environment is test_mode, whether it is given or not", () => {
    expect(createDodoEmulator({ environment: "test_mode" }).env["DODO_ENVIRONMENT"]).toBe(
      "test_mode",
    );
    expect(createDodoEmulator().env["DODO_ENVIRONMENT"]).toBe("test_mode");
  });
});

describe("the clock", () => {
  test("is the machine's by default", () => {
    const before = Date.now();
    const { now } = createDodoEmulator().clock;
    expect(now()).toBeGreaterThanOrEqual(before);
    expect(now()).toBeLessThanOrEqual(Date.now());
  });

  test.each(["advance", "set"] as const)(
    "that cannot be moved says how to get one that can: %s()",
    (name) => {
      expect(() => createDodoEmulator().clock[name](1)).toThrow(
        `clock.${name}() needs a clock that can be moved: create the emulator with clock: "manual"`,
      );
      expect(() => createDodoEmulator({ clock: { now: () => 0 } }).clock[name](1)).toThrow(
        TypeError,
      );
    },
  );

  test("of a test and that of the emulator are one", () => {
    const clock = createManualClock(1000);
    const dodo = createDodoEmulator({ clock, delivery: "manual" });
    clock.advance(5);
    expect(dodo.clock.now()).toBe(1005);
    dodo.clock.set(7);
    expect(clock.now()).toBe(7);
    dodo.clock.advance(3);
    expect([clock.now(), dodo.clock.now()]).toEqual([10, 10]);
  });

  test.each([
    [0, 0],
    [new Date(1234), 1234],
    [-1, -1],
  ])("of a test begins at %s", (start, now) => {
    expect(createManualClock(start).now()).toBe(now);
  });

  test.each([
    [0, "1970-01-01T00:00:00.000000Z"],
    [1_790_000_000_123, "2026-09-21T14:13:20.123000Z"],
  ])("at %i writes times with microseconds, as Dodo does: %s", async (now, created_at) => {
    const { dodo, sdk } = createBench({ clock: createManualClock(now) });
    expect(await dodo.pay(await openSession(sdk))).toMatchObject({ created_at });
  });
});

test("business_name is on the page only, business_id in every record and event", async () => {
  const { dodo, sdk, received } = createBench({ business_name: "Ada Ltd", business_id: "bus_ada" });
  const { payment_id } = await dodo.pay(await openSession(sdk));
  const refund = await dodo.refund(payment_id, { amount: 1 });
  const dispute = await dodo.dispute(payment_id);
  await dodo.deliver();
  for (const record of [
    await sdk.payments.retrieve(payment_id),
    refund,
    dispute,
    await sdk.products.retrieve("pdt_topup"),
    ...received.map(({ body }) => JSON.parse(body)),
    ...received.map(({ body }) => JSON.parse(body).data),
  ])
    expect(record).toMatchObject({ business_id: "bus_ada" });
  expect(JSON.stringify([received, await sdk.payments.retrieve(payment_id)])).not.toContain(
    "Ada Ltd",
  );
});

test.each(["webhook", "webhookUrl", "taxBps", "constructor"])(
  "the unknown option `%s` is refused by name, with the known ones",
  (name) => {
    expect(() => createDodoEmulator({ [name]: "http://localhost:3000" })).toThrow(
      new RegExp(`^${name} is not an option of createDodoEmulator; there are .+ webhook_url`),
    );
  },
);
