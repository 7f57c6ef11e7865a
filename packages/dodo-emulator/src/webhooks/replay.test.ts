import { describe, expect, test } from "vitest";
import { type Bench, createBench, start } from "../../test/bench.ts";
import { bodies, queueOne, statesOf, verifies } from "../../test/deliveries.ts";

const hour = 60 * 60 * 1000;

/** A bench with one delivery, in a state. */
async function withDelivery(
  state: "waiting" | "delivered" | "failed" | "lost",
): Promise<Bench & { id: string }> {
  const bench = createBench();
  await queueOne(bench);
  const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
  if (state === "delivered") await bench.dodo.deliver();
  if (state === "lost") bench.dodo.lose(id);
  if (state === "failed") {
    bench.receiver.answer = () => new Response(null, { status: 500 });
    for (let i = 0; i < 8; i += 1) {
      bench.clock.advance(10 * hour);
      await bench.dodo.deliver();
    }
    bench.receiver.answer = () => new Response("thanks");
  }
  expect(statesOf(bench)).toEqual([state]);
  bench.received.length = 0;
  return { ...bench, id };
}

const states = ["waiting", "delivered", "failed", "lost"] as const;

describe.each(states)("a delivery that is %s", (state) => {
  test("is sent again by resend(), and is then delivered", async () => {
    const bench = await withDelivery(state);
    expect(await bench.dodo.resend(bench.id)).toMatchObject({
      delivery_id: bench.id,
      type: "payment.succeeded",
      status: 200,
      body: "thanks",
    });
    expect([
      statesOf(bench),
      bench.received.length,
      bench.dodo.deliveries[0]?.next_attempt_at,
    ]).toEqual([["delivered"], 1, null]);
  });

  test("is sent twice at once by duplicate(), under its one id", async () => {
    const bench = await withDelivery(state);
    expect(await bench.dodo.duplicate(bench.id)).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(new Set(bench.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(statesOf(bench)).toEqual(["delivered"]);
  });

  test("does not change by a replay that fails", async () => {
    const bench = await withDelivery(state);
    const { next_attempt_at, attempts } = bench.dodo.deliveries[0] ?? { attempts: [] };
    const made = attempts.length;
    bench.receiver.answer = () => new Response(null, { status: 500 });
    expect(await bench.dodo.resend(bench.id)).toMatchObject({ status: 500 });
    expect(await bench.dodo.duplicate(bench.id)).toMatchObject([{ status: 500 }, { status: 500 }]);
    expect(bench.dodo.deliveries).toMatchObject([{ state, next_attempt_at }]);
    expect(bench.dodo.deliveries[0]?.attempts).toHaveLength(made + 3);
  });

  test(`${state === "delivered" ? "is not sent" : "is sent"} by deliverAll()`, async () => {
    const bench = await withDelivery(state);
    expect(await bench.dodo.deliverAll()).toHaveLength(state === "delivered" ? 0 : 1);
    expect(statesOf(bench)).toEqual(["delivered"]);
  });

  test(`${state === "waiting" ? "is dropped" : "stays as it is"} by lose()`, async () => {
    const bench = await withDelivery(state);
    bench.dodo.lose(bench.id);
    expect(statesOf(bench)).toEqual([state === "waiting" ? "lost" : state]);
    bench.clock.advance(1000 * hour);
    expect(await bench.dodo.deliver()).toEqual([]);
  });

  test(`${state === "waiting" ? "is postponed" : "stays as it is"} by delay()`, async () => {
    const bench = await withDelivery(state);
    const before = bench.dodo.deliveries[0]?.next_attempt_at ?? null;
    bench.dodo.delay(bench.id, 60_000);
    expect(bench.dodo.deliveries[0]).toMatchObject({
      state,
      next_attempt_at: state === "waiting" ? start + 60_000 : before,
    });
  });
});

describe("resend()", () => {
  test("signs for its own moment, with the state of that moment", async () => {
    const bench = createBench();
    const payment_id = await queueOne(bench);
    await bench.dodo.deliver();
    await bench.dodo.refund(payment_id);
    bench.clock.advance(14 * 24 * hour);
    await bench.dodo.resend(bench.dodo.deliveries[0]?.delivery_id ?? "");
    const [first, second] = bodies(bench);
    expect([first.data.refund_status, second.data.refund_status, second.timestamp]).toEqual([
      null,
      "full",
      first.timestamp,
    ]);
    expect(
      bench.received.map(({ headers }) => Number(headers["webhook-timestamp"]) - start / 1000),
    ).toEqual([0, 14 * 24 * 3600]);
    expect(bench.received.every((one) => verifies(bench.dodo.webhook_key, one))).toBe(true);
  });

  test.each([
    ["same", 1],
    ["new", 3],
  ] as const)(
    "with webhook_id_on_resend %s makes %i ids of one message",
    async (webhook_id_on_resend, ids) => {
      const bench = createBench({ webhook_id_on_resend });
      await queueOne(bench);
      await bench.dodo.deliver();
      const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
      const replays = [await bench.dodo.resend(id), await bench.dodo.resend(id)];
      expect(new Set(bench.received.map(({ headers }) => headers["webhook-id"])).size).toBe(ids);
      expect(replays.map(({ webhook_id }) => webhook_id)).toEqual(
        bench.received.slice(1).map(({ headers }) => headers["webhook-id"]),
      );
      expect(bench.dodo.deliveries[0]?.webhook_id).toBe(bench.received[0]?.headers["webhook-id"]);
    },
  );

  test("does not count for the retry schedule", async () => {
    const bench = createBench();
    bench.receiver.answer = () => new Response(null, { status: 500 });
    await queueOne(bench);
    const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
    await bench.dodo.deliver();
    for (let i = 0; i < 10; i += 1) await bench.dodo.resend(id);
    bench.clock.advance(5000);
    expect(await bench.dodo.deliver()).toHaveLength(1);
    expect(bench.dodo.deliveries[0]).toMatchObject({
      state: "waiting",
      next_attempt_at: start + 5000 + 300_000,
    });
  });

  test("needs somewhere to send to", async () => {
    const bench = await withDelivery("delivered");
    bench.dodo.webhook_url = null;
    await expect(bench.dodo.resend(bench.id)).rejects.toThrow(
      "webhook_url is not set: nowhere to deliver to",
    );
  });
});

describe("an unknown delivery", () => {
  test.each(["resend", "duplicate"] as const)("makes %s() reject", async (name) => {
    await expect(createBench().dodo[name]("dlv_unknown")).rejects.toMatchObject({
      status: 404,
      message: "delivery dlv_unknown not found",
    });
  });

  test.each(["lose", "delay"] as const)("makes %s() throw", (name) => {
    expect(() => createBench().dodo[name]("dlv_unknown", 1)).toThrow(
      "delivery dlv_unknown not found",
    );
  });
});

describe("delay()", () => {
  test("counts from the time that it is due, or from now if that has passed", async () => {
    const bench = createBench();
    bench.receiver.answer = () => new Response(null, { status: 500 });
    await queueOne(bench);
    const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
    await bench.dodo.deliver();
    bench.dodo.delay(id, 1000);
    expect(bench.dodo.deliveries[0]?.next_attempt_at).toBe(start + 6000);
    bench.clock.advance(hour);
    bench.dodo.delay(id, 1000);
    expect(bench.dodo.deliveries[0]?.next_attempt_at).toBe(start + hour + 1000);
  });

  test("holds back the attempt, and the schedule goes on from it", async () => {
    const bench = await withDelivery("waiting");
    bench.receiver.answer = () => new Response(null, { status: 503 });
    bench.dodo.delay(bench.id, 60_000);
    bench.clock.advance(59_999);
    expect(await bench.dodo.deliver()).toEqual([]);
    bench.clock.advance(1);
    expect(await bench.dodo.deliver()).toHaveLength(1);
    expect(bench.dodo.deliveries[0]?.next_attempt_at).toBe(start + 65_000);
  });
});

describe("while an attempt waits for its answer", () => {
  /** A bench whose delivery is being sent; `answer` ends the attempt with a status. */
  async function sending(): Promise<
    Bench & { id: string; answer: (status: number) => Promise<void> }
  > {
    const bench = await withDelivery("waiting");
    let resolve = (_answer: Response): void => {};
    bench.receiver.answer = () =>
      new Promise((given) => {
        resolve = given;
      });
    const sent = bench.dodo.deliver();
    await expect.poll(() => bench.received).toHaveLength(1);
    const answer = async (status: number): Promise<void> => {
      resolve(new Response(null, { status }));
      await sent;
    };
    return { ...bench, answer };
  }

  test("a delivery that is dropped stays lost if the attempt fails", async () => {
    const { dodo, id, answer } = await sending();
    dodo.lose(id);
    await answer(500);
    expect(dodo.deliveries).toMatchObject([{ state: "lost", next_attempt_at: null }]);
  });

  test("a delivery that is dropped is delivered if the attempt succeeds", async () => {
    const { dodo, id, answer } = await sending();
    dodo.lose(id);
    await answer(200);
    expect(dodo.deliveries).toMatchObject([{ state: "delivered", next_attempt_at: null }]);
  });

  test.each([
    [60_000, 60_000],
    [1000, 5000],
  ])("a delivery postponed by %i ms is retried after %i ms", async (ms, wait) => {
    const { dodo, id, answer } = await sending();
    dodo.delay(id, ms);
    await answer(500);
    expect(dodo.deliveries).toMatchObject([{ state: "waiting", next_attempt_at: start + wait }]);
  });

  test("a delivery that a replay has delivered stays delivered if the attempt fails", async () => {
    const { dodo, id, answer, receiver } = await sending();
    receiver.answer = () => new Response("thanks");
    await dodo.resend(id);
    await answer(500);
    expect(dodo.deliveries).toMatchObject([{ state: "delivered", next_attempt_at: null }]);
  });
});
