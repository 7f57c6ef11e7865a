import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createBench, openSession, start } from "../../test/bench.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const real_clock = { now: (): number => Date.now() };

test("in auto, events are sent by themselves and retried by the clock", async () => {
  const { dodo, sdk, received, receiver } = createBench({ delivery: "auto", clock: real_clock });
  receiver.answer = () => new Response(null, { status: 500 });
  await dodo.pay(await openSession(sdk));
  await vi.advanceTimersByTimeAsync(0);
  expect(received).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(4999);
  expect(received).toHaveLength(1);
  receiver.answer = () => new Response(null, { status: 200 });
  await vi.advanceTimersByTimeAsync(1);
  expect(received).toHaveLength(2);
  expect(dodo.deliveries[0]?.state).toBe("delivered");
  expect(vi.getTimerCount()).toBe(0);
});

test("in auto, setting webhook_url sends what waited for it", async () => {
  const { dodo, sdk, received } = createBench({ delivery: "auto", clock: real_clock });
  dodo.webhook_url = null;
  await dodo.pay(await openSession(sdk));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(received).toEqual([]);
  dodo.webhook_url = "http://shop.test/webhook";
  await vi.advanceTimersByTimeAsync(0);
  expect(received).toHaveLength(1);
});

test("in manual, nothing is sent by itself", async () => {
  const { dodo, sdk, received } = createBench({ delivery: "manual", clock: real_clock });
  await dodo.pay(await openSession(sdk));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(received).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a receiver that does not answer within 15 seconds has failed", async () => {
  const { dodo, sdk, receiver } = createBench({ clock: real_clock });
  receiver.answer = () => new Promise<Response>(() => {});
  await dodo.pay(await openSession(sdk));
  const sent = dodo.deliver();
  await vi.advanceTimersByTimeAsync(14_999);
  expect(dodo.deliveries[0]?.attempts).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(await sent).toMatchObject([{ status: null }]);
  expect(dodo.deliveries[0]).toMatchObject({ state: "waiting", next_attempt_at: start + 5000 });
});

test("in auto, a receiver that hangs does not hold up other events", async () => {
  const { dodo, sdk, received, receiver } = createBench({ delivery: "auto", clock: real_clock });
  receiver.answer = () => new Promise<Response>(() => {});
  await dodo.pay(await openSession(sdk));
  await dodo.pay(await openSession(sdk));
  await vi.advanceTimersByTimeAsync(10);
  expect(received).toHaveLength(2);
});

describe("in auto, what goes wrong outside of the receiver", () => {
  test("is printed and retried on the schedule, if no request can be made", async () => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    const { dodo, received } = createBench({ delivery: "auto", clock: real_clock });
    dodo.faults.webhooks.second_key = "no key";
    const { delivery_id } = dodo.emit("payment.succeeded", {});
    await vi.advanceTimersByTimeAsync(0);
    expect(print.mock.calls).toEqual([
      [`Dodo emulator: an attempt at the delivery ${delivery_id} failed:`, expect.any(Error)],
    ]);
    expect(dodo.deliveries).toMatchObject([{ state: "waiting", next_attempt_at: start + 5000 }]);
    dodo.faults.webhooks.second_key = undefined;
    await vi.advanceTimersByTimeAsync(5000);
    expect([received.length, dodo.deliveries[0]?.state]).toEqual([1, "delivered"]);
  });

  test("does not change what the receiver answered, if on_delivery throws", async () => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    const on_delivery = (): never => {
      throw new Error("on_delivery is broken");
    };
    const { dodo, received } = createBench({ delivery: "auto", clock: real_clock, on_delivery });
    dodo.emit("payment.succeeded", {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(print.mock.calls).toEqual([[expect.any(String), new Error("on_delivery is broken")]]);
    expect([received.length, dodo.deliveries[0]?.state]).toEqual([1, "delivered"]);
  });
});

test("in auto, deliverAll() does not send again what a timer has delivered meanwhile", async () => {
  const { dodo, received, receiver } = createBench({ delivery: "auto", clock: real_clock });
  dodo.faults.webhooks.delay_ms = 1000;
  for (let i = 0; i < 2; i += 1) dodo.emit("payment.succeeded", {});
  const answers: (() => void)[] = [];
  receiver.answer = () =>
    new Promise((resolve) => answers.push(() => resolve(new Response("thanks"))));
  const sent = dodo.deliverAll();
  await vi.advanceTimersByTimeAsync(1000);
  expect(received).toHaveLength(2);
  for (const answer of answers.reverse()) {
    answer();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(await sent).toHaveLength(1);
  expect(received).toHaveLength(2);
  expect(dodo.deliveries.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
});

test("close leaves no timer behind and ends deliveries that hang", async () => {
  const { dodo, sdk, receiver } = createBench({ delivery: "auto", clock: real_clock });
  receiver.answer = () => new Promise<Response>(() => {});
  await dodo.pay(await openSession(sdk));
  await vi.advanceTimersByTimeAsync(0);
  dodo.emit("payment.succeeded", {});
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await dodo.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});
