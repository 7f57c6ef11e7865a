import { describe, expect, test } from "vitest";
import { createBench, start } from "../../test/bench.ts";
import { queueOne, verifies } from "../../test/deliveries.ts";

const hour = 60 * 60 * 1000;

describe("the webhook fault", () => {
  test("lose drops the next delivery for good", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.lose = 1;
    await queueOne(bench);
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toHaveLength(1);
    bench.clock.advance(100 * hour);
    expect(await bench.dodo.deliver()).toEqual([]);
    expect(bench.dodo.deliveries.map((delivery) => delivery.state)).toEqual(["lost", "delivered"]);
  });

  test("duplicate sends the same message twice, at once", async () => {
    const bench = createBench();
    let together = 0;
    let most = 0;
    bench.receiver.answer = async () => {
      most = Math.max(most, (together += 1));
      await Promise.resolve();
      together -= 1;
      return new Response();
    };
    bench.dodo.faults.webhooks.duplicate = 1;
    await queueOne(bench);
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toHaveLength(3);
    expect(bench.received[0]).toEqual(bench.received[1]);
    expect(bench.received[2]?.headers["webhook-id"]).not.toBe(
      bench.received[0]?.headers["webhook-id"],
    );
    expect(most).toBe(2);
  });

  test("reorder sends the newest first", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.reorder = true;
    for (let i = 0; i < 3; i += 1) await queueOne(bench);
    const order = (await bench.dodo.deliver()).map((attempt) => attempt.delivery_id);
    expect(order).toEqual(bench.dodo.deliveries.map((delivery) => delivery.delivery_id).reverse());
  });

  test("delay_ms makes new events due later", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.delay_ms = 60_000;
    await queueOne(bench);
    bench.clock.advance(59_999);
    expect(await bench.dodo.deliver()).toEqual([]);
    bench.clock.advance(1);
    expect(await bench.dodo.deliver()).toHaveLength(1);
  });

  test("tamper changes the body after it was signed, so many times", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.tamper = 1;
    await queueOne(bench);
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(bench.received.map((one) => verifies(bench.dodo.webhook_key, one))).toEqual([
      false,
      true,
    ]);
    expect(JSON.parse(bench.received[0]?.body ?? "")).toMatchObject({
      tampered: true,
      type: "payment.succeeded",
    });
  });

  test("old_timestamp signs as if ten minutes ago, so many times", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.old_timestamp = 1;
    await queueOne(bench);
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(bench.received.map(({ headers }) => Number(headers["webhook-timestamp"]))).toEqual([
      start / 1000 - 600,
      start / 1000,
    ]);
    expect(bench.received.every((one) => verifies(bench.dodo.webhook_key, one))).toBe(true);
  });

  test("second_key puts another signature before the real one", async () => {
    const bench = createBench();
    const other = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE=";
    bench.dodo.faults.webhooks.second_key = other;
    await queueOne(bench);
    await bench.dodo.deliver();
    const [one] = bench.received;
    expect(one?.headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    if (one !== undefined)
      expect([verifies(other, one), verifies(bench.dodo.webhook_key, one)]).toEqual([true, true]);
  });
});
