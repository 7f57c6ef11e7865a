import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { type Bench, createBench, openSession, topup } from "../../test/bench.ts";

/** The two places where a shop sends metadata, and how it gets back. */
const places: readonly (readonly [
  string,
  (bench: Bench, metadata: unknown) => Promise<Awaited<ReturnType<typeof call>>>,
  (bench: Bench, answer: Awaited<ReturnType<typeof call>>["body"]) => Promise<unknown>,
])[] = [
  [
    "a checkout",
    (bench, metadata) => call(bench, "POST", "/checkouts", { ...topup(), metadata }),
    async ({ dodo }, { session_id }) => (await dodo.pay(session_id)).metadata,
  ],
  [
    "a refund",
    async (bench, metadata) => {
      const { payment_id } = await bench.dodo.pay(
        await openSession(bench.sdk, 5000, { metadata: { of: "payment" } }),
      );
      return await call(bench, "POST", "/refunds", { payment_id, metadata });
    },
    async ({ sdk }, { refund_id }) => (await sdk.refunds.retrieve(refund_id)).metadata,
  ],
];

const pairs = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key_${i}`, String(i)]));

describe.each(places)("the metadata of %s", (_, send, read) => {
  test.each([
    [{}],
    [{ topup_id: "tu_1" }],
    [{ a: "", b: " ", c: "ü€😀" }],
    [{ number: 1.5, negative: -1, zero: 0 }],
    [{ yes: true, no: false }],
    [{ "A-b_9": "x" }],
    [{ ["k".repeat(40)]: "v" }],
    [{ key: "v".repeat(500) }],
    [pairs(50)],
  ])("%j is kept as it is", async (metadata) => {
    const bench = createBench();
    const { status, body } = await send(bench, metadata);
    expect([status, await read(bench, body)]).toEqual([200, metadata]);
  });

  test.each([[null], [undefined]])("%j is none", async (metadata) => {
    const bench = createBench();
    expect(await read(bench, (await send(bench, metadata)).body)).toEqual({});
  });

  test.each([
    ["text", "metadata must be an object"],
    [["a"], "metadata must be an object"],
    [7, "metadata must be an object"],
    [{ "": "x" }, "metadata keys are 1 to 40 letters, digits, _ or -"],
    [{ ["k".repeat(41)]: "x" }, "metadata keys are 1 to 40 letters, digits, _ or -"],
    [{ "a b": "x" }, "metadata keys are 1 to 40 letters, digits, _ or -"],
    [{ "a.b": "x" }, "metadata keys are 1 to 40 letters, digits, _ or -"],
    [{ ü: "x" }, "metadata keys are 1 to 40 letters, digits, _ or -"],
    [{ a: null }, "metadata.a must be a string, a number or a boolean"],
    [{ a: {} }, "metadata.a must be a string, a number or a boolean"],
    [{ a: ["x"] }, "metadata.a must be a string, a number or a boolean"],
    [{ a: "v".repeat(501) }, "metadata.a is longer than 500 characters"],
  ])("%j is refused: %s", async (metadata, message) => {
    const { status, body } = await send(createBench(), metadata);
    expect([status, body]).toEqual([422, { code: "INVALID_REQUEST_BODY", message }]);
  });

  test("may have 50 pairs and not 51", async () => {
    const { status, body } = await send(createBench(), pairs(51));
    expect([status, body]).toEqual([
      422,
      { code: "MAXIMUM_KEYS_REACHED", message: "metadata has more than 50 keys" },
    ]);
  });
});

describe("metadata of a checkout", () => {
  test("is in the payment, in the list and in the event, and not in the session", async () => {
    const { dodo, sdk, received } = createBench();
    const metadata = { topup_id: "tu_1" };
    const session_id = await openSession(sdk, 5000, { metadata });
    const { payment_id } = await dodo.pay(session_id);
    await dodo.deliver();
    expect(await sdk.payments.retrieve(payment_id)).toMatchObject({ metadata });
    expect((await sdk.payments.list()).items).toMatchObject([{ metadata }]);
    expect(JSON.parse(received[0]?.body ?? "").data).toMatchObject({ metadata });
    expect(await sdk.checkoutSessions.retrieve(session_id)).not.toHaveProperty("metadata");
  });

  test("is another copy for each payment of the session", async () => {
    const { dodo, sdk } = createBench({ payments_per_session: "many" });
    const session_id = await openSession(sdk, 5000, { metadata: { topup_id: "tu_1" } });
    const first = await dodo.pay(session_id);
    dodo.patchPayment(first.payment_id, { metadata: { topup_id: "other" } });
    expect((await dodo.pay(session_id)).metadata).toEqual({ topup_id: "tu_1" });
  });

  test("does not become that of a refund", async () => {
    const { dodo, sdk } = createBench();
    const { payment_id } = await dodo.pay(
      await openSession(sdk, 5000, { metadata: { topup_id: "tu_1" } }),
    );
    expect((await sdk.refunds.create({ payment_id })).metadata).toEqual({});
  });
});
