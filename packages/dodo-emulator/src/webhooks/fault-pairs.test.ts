/** Faults of deliveries together, because a bad day has more than one. */
import { describe, expect, test } from "vitest";
import { createBench } from "../../test/bench.ts";
import { queueOne, statesOf, verifies } from "../../test/deliveries.ts";

describe("spaced", () => {
  test("bodies verify with the key, and say the same as compact ones", async () => {
    const bench = createBench();
    await queueOne(bench);
    const [delivery] = bench.dodo.deliveries;
    await bench.dodo.deliver();
    bench.dodo.faults.webhooks.spaced = true;
    await bench.dodo.resend(delivery?.delivery_id ?? "");
    const [compact, spaced] = bench.received;
    expect(spaced?.body).not.toBe(compact?.body);
    expect(JSON.parse(spaced?.body ?? "")).toEqual(JSON.parse(compact?.body ?? ""));
    for (const received of bench.received)
      expect(verifies(bench.dodo.webhook_key, received)).toBe(true);
  });

  test("texts with colons, commas and quotes arrive as they were", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.spaced = true;
    const note = 'a:b,{"c":[1,2]} \\" é \u{1F600}';
    bench.dodo.emit("payment.succeeded", { note });
    await bench.dodo.deliver();
    expect(JSON.parse(bench.received[0]?.body ?? "").data.note).toBe(note);
  });

  test("with tamper is not genuine, and the next attempt is", async () => {
    const bench = createBench();
    Object.assign(bench.dodo.faults.webhooks, { spaced: true, tamper: 1 });
    bench.receiver.answer = () => new Response(null, { status: 401 });
    await queueOne(bench);
    await bench.dodo.deliver();
    bench.clock.advance(5000);
    await bench.dodo.deliver();
    expect(bench.received.map((one) => verifies(bench.dodo.webhook_key, one))).toEqual([
      false,
      true,
    ]);
  });
});

test("duplicate with tamper sends one body that was changed, and one that was not", async () => {
  const bench = createBench();
  Object.assign(bench.dodo.faults.webhooks, { duplicate: 1, tamper: 1 });
  await queueOne(bench);
  await bench.dodo.deliver();
  const genuine = bench.received.map((one) => verifies(bench.dodo.webhook_key, one));
  expect(genuine.sort()).toEqual([false, true]);
  expect(new Set(bench.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("lose comes before duplicate, which waits for a delivery that is sent", async () => {
  const bench = createBench();
  Object.assign(bench.dodo.faults.webhooks, { lose: 1, duplicate: 1 });
  await queueOne(bench);
  await queueOne(bench);
  await bench.dodo.deliver();
  expect(statesOf(bench)).toEqual(["lost", "delivered"]);
  expect(bench.received).toHaveLength(2);
  expect(bench.dodo.faults.webhooks).toMatchObject({ lose: 0, duplicate: 0 });
});

test("old_timestamp with second_key is genuine in both signatures, only too old", async () => {
  const bench = createBench();
  const second_key = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE=";
  Object.assign(bench.dodo.faults.webhooks, { old_timestamp: 1, second_key });
  await queueOne(bench);
  await bench.dodo.deliver();
  const [received] = bench.received;
  if (received === undefined) throw new Error("nothing was received");
  expect(Number(received.headers["webhook-timestamp"])).toBe(bench.clock.now() / 1000 - 600);
  for (const key of [bench.dodo.webhook_key, second_key])
    expect(verifies(key, received)).toBe(true);
});

test("delay_ms with reorder holds back all, and then sends the newest first", async () => {
  const bench = createBench();
  Object.assign(bench.dodo.faults.webhooks, { delay_ms: 1000, reorder: true });
  for (const type of ["first", "second", "third"]) bench.dodo.emit(type, {});
  expect(await bench.dodo.deliver()).toEqual([]);
  bench.clock.advance(1000);
  await bench.dodo.deliver();
  expect(bench.received.map(({ body }) => JSON.parse(body).type)).toEqual([
    "third",
    "second",
    "first",
  ]);
});
