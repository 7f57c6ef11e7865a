/** A declined payment that waits for another card, as long as somebody can still pay. */
import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { bodies, typesOf } from "../../test/deliveries.ts";
import { pay, payWith, submit, visit, wordsOf } from "../../test/visits.ts";

const day = 24 * 60 * 60 * 1000;
const return_url = "https://shop.test/back";

/** Declines a card in a new session. */
async function declined(bench: Bench): Promise<{ session_id: string; payment_id: string }> {
  const session_id = await openSession(bench.sdk, 5000, { return_url });
  const { payment_id } = await bench.dodo.pay(session_id, { result: "failed" });
  return { session_id, payment_id };
}
const statusOf = async ({ sdk }: Bench, payment_id: string): Promise<unknown> =>
  (await sdk.payments.retrieve(payment_id)).status;

describe("a payment that waits for another card", () => {
  test("is requires_payment_method in the session, the payment and the list", async () => {
    const bench = createBench();
    const { session_id, payment_id } = await declined(bench);
    const session = await bench.sdk.checkoutSessions.retrieve(session_id);
    const { items } = await bench.sdk.payments.list();
    expect([session, items[0]]).toMatchObject([
      { payment_id, payment_status: "requires_payment_method" },
      { payment_id, status: "requires_payment_method" },
    ]);
  });

  test("takes no refund", async () => {
    const bench = createBench();
    const { payment_id } = await declined(bench);
    expect(await codeOf(bench.sdk.refunds.create({ payment_id }))).toBe("PAYMENT_NOT_SUCCEEDED");
    expect(await statusOf(bench, payment_id)).toBe("requires_payment_method");
  });

  test("may be declined again and again, an event for each, under one id", async () => {
    const bench = createBench();
    const { session_id, payment_id } = await declined(bench);
    for (let again = 0; again < 3; again += 1) await payWith(bench, session_id, "4000000000000002");
    await bench.dodo.deliver();
    expect(typesOf(bench)).toEqual(Array.from({ length: 4 }, () => "payment.failed"));
    for (const { data } of bodies(bench))
      expect([data.payment_id, data.status]).toEqual([payment_id, "failed"]);
    expect((await bench.sdk.payments.list()).items).toHaveLength(1);
  });

  test("succeeds under its id, and keeps the time at which it began", async () => {
    const bench = createBench();
    const { session_id, payment_id } = await declined(bench);
    const { created_at } = await bench.sdk.payments.retrieve(payment_id);
    bench.clock.advance(60_000);
    const { location } = await payWith(bench, session_id, "4242424242424242");
    expect(location).toContain(`payment_id=${payment_id}&status=succeeded`);
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
      status: "succeeded",
      created_at,
    });
  });

  test("turns into a bank debit under its id, and waits no longer", async () => {
    const bench = createBench();
    const { session_id, payment_id } = await declined(bench);
    await pay(bench, session_id, { result: "processing" });
    expect(await statusOf(bench, payment_id)).toBe("processing");
    bench.clock.advance(2 * day);
    expect(await statusOf(bench, payment_id)).toBe("processing");
    await bench.dodo.finish(payment_id, "succeeded");
    expect(await statusOf(bench, payment_id)).toBe("succeeded");
  });
});

describe("it has failed for good", () => {
  test("once the buyer leaves, though the session can still be paid, then under its id", async () => {
    const bench = createBench();
    const { session_id, payment_id } = await declined(bench);
    const { location } = await submit(bench, `/session/${session_id}/leave`);
    expect(location).toContain(`payment_id=${payment_id}&status=failed`);
    expect(await statusOf(bench, payment_id)).toBe("failed");
    expect((await bench.dodo.pay(session_id)).payment_id).toBe(payment_id);
  });

  test.each([
    ["a millisecond before a day", day - 1, "requires_payment_method"],
    ["a day", day, "failed"],
  ])("%s after the session was opened, and not before", async (_when, ms, status) => {
    const bench = createBench();
    const { payment_id } = await declined(bench);
    bench.clock.advance(ms);
    expect(await statusOf(bench, payment_id)).toBe(status);
  });

  test("at expireSession(), while that of another session waits on", async () => {
    const bench = createBench();
    const [ended, other] = [await declined(bench), await declined(bench)];
    bench.dodo.expireSession(ended.session_id);
    expect(await statusOf(bench, ended.payment_id)).toBe("failed");
    expect(await statusOf(bench, other.payment_id)).toBe("requires_payment_method");
    const page = wordsOf(await visit(bench, `/session/${ended.session_id}`));
    expect(page).toContain("expired");
  });

  test("without an event of its own: the one of the decline has said it", async () => {
    const bench = createBench();
    await declined(bench);
    bench.clock.advance(2 * day);
    await bench.sdk.payments.list();
    expect(typesOf(bench)).toEqual(["payment.failed"]);
  });

  test("a snapshot from before brings the waiting one back", async () => {
    const bench = createBench();
    const { payment_id } = await declined(bench);
    const before = bench.dodo.snapshot();
    bench.clock.advance(2 * day);
    expect(await statusOf(bench, payment_id)).toBe("failed");
    bench.dodo.restore(before);
    expect(await statusOf(bench, payment_id)).toBe("requires_payment_method");
    bench.clock.advance(2 * day);
    expect(await statusOf(bench, payment_id)).toBe("failed");
  });
});
