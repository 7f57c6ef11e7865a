import { describe, expect, test } from "vitest";
import { createBench, openSession } from "../../test/bench.ts";
import { pay } from "../../test/visits.ts";

describe("bank debits", () => {
  test.each([
    ["000123456789", ["payment.processing", "payment.succeeded"]],
    ["000222222227", ["payment.processing", "payment.failed"]],
    ["000555555559", ["payment.processing", "payment.succeeded", "dispute.opened"]],
    ["000000000009", ["payment.processing"]],
  ])("%s makes the events %j within four days, and none before", async (number, events) => {
    const bench = createBench();
    const day = 24 * 60 * 60 * 1000;
    await pay(bench, await openSession(bench.sdk), { method: "other", number, email: "a@b.c" });
    bench.clock.advance(4 * day - 1);
    await bench.dodo.deliver();
    expect(bench.dodo.deliveries).toHaveLength(1);
    bench.clock.advance(1);
    await bench.dodo.deliver();
    expect(bench.dodo.deliveries.map((delivery) => delivery.type)).toEqual(events);
  });

  test("one that was finished by hand is not finished again", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await pay(bench, session_id, { method: "000123456789", email: "a@b.c" });
    await bench.dodo.finish(
      (await bench.sdk.checkoutSessions.retrieve(session_id)).payment_id ?? "",
      "failed",
    );
    bench.clock.advance(1e10);
    await bench.dodo.deliver();
    expect(bench.dodo.deliveries.map((delivery) => delivery.type)).toEqual([
      "payment.processing",
      "payment.failed",
    ]);
  });
});

test.each(["patched to succeeded", "finished, and tried again under the same id"])(
  "a bank debit whose payment was %s does not change when it is due",
  async (how) => {
    const bench = createBench({ payment_id_after_decline: "same" });
    const session_id = await openSession(bench.sdk);
    await pay(bench, session_id, { method: "000123456789", email: "a@b.c" });
    const payment_id = (await bench.sdk.checkoutSessions.retrieve(session_id)).payment_id ?? "";
    if (how.startsWith("patched")) bench.dodo.patchPayment(payment_id, { status: "succeeded" });
    else {
      await bench.dodo.finish(payment_id, "failed");
      await pay(bench, session_id, { method: "000000000009" });
    }
    const before = bench.dodo.deliveries.length;
    bench.clock.advance(1e10);
    await bench.dodo.deliver();
    expect(bench.dodo.deliveries).toHaveLength(before);
  },
);
