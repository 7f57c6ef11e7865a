import { describe, expect, test, vi } from "vitest";
import { createWorld } from "../../../payment-server/test/world.ts";
import { everyKind } from "../../../payment-server/test/drifts.ts";
import {
  HOUR,
  MINUTE,
  open,
  stuckCrediting,
  underpaid,
} from "../../../payment-server/test/scenes.ts";
import { deskOf } from "../../test/desk-on-server.ts";
import { writeView } from "./address.ts";

describe("the queue", () => {
  test("has what is held, stuck, unmatched and different, the oldest first, each once", async () => {
    await using world = await createWorld();
    const held = await underpaid(world);
    world.clock.advance(MINUTE);
    const stuck = await stuckCrediting(world);
    const { store } = deskOf(world);
    await store.queue.reload();
    expect(store.items().map(({ kind, key }) => [kind, key])).toEqual([["held", held.payment_id]]);
    world.clock.advance(HOUR);
    await store.queue.reload();
    expect(store.items().map(({ kind, key }) => [kind, key])).toEqual([
      ["held", held.payment_id],
      ["stuck", stuck.payment_id],
    ]);
    await store.drift.start();
    // The comparison lists the stuck payment too.
    expect(store.drift.$run.get()).toMatchObject({ running: false, error: null });
    expect(store.drift.$run.get().progress?.items.length).toBeGreaterThan(0);
    expect(store.items().filter(({ key }) => key.includes(stuck.payment_id)).length).toBe(1);
  });

  test("has every kind of difference, once the comparison has run", async () => {
    await using world = await createWorld();
    await everyKind(world);
    world.clock.advance(HOUR);
    const { store } = deskOf(world);
    await store.queue.reload();
    const before = store.items().length;
    await store.drift.start();
    expect(store.items().length).toBeGreaterThan(before);
    const times = store.items().map(({ since }) => since);
    expect(times).toEqual(times.toSorted());
  });

  test("keeps what it had, and says so, if the server fails afterwards", async () => {
    await using world = await createWorld();
    await underpaid(world);
    const { store } = deskOf(world);
    await store.queue.reload();
    vi.spyOn(world.storage, "listPayments").mockRejectedValue(new Error("down"));
    await store.queue.reload();
    expect(store.queue.$load.get().error?.status).toBeGreaterThanOrEqual(500);
    expect(store.items()).toHaveLength(1);
  });
});

describe("what is shown beside the queue", () => {
  test("is the oldest item, and stays the decided payment until another is chosen", async () => {
    await using world = await createWorld();
    const first = await underpaid(world);
    world.clock.advance(MINUTE);
    const second = await underpaid(world);
    const { store } = deskOf(world);
    const stop = store.connect();
    const shown = (): unknown[] => [store.payment.$payment.get().payment_id, store.selected()?.key];
    await vi.waitFor(() => expect(store.payment.$payment.get().load.value).not.toBeNull());
    expect(shown()).toEqual([first.payment_id, first.payment_id]);
    store.payment.write("checked");
    store.payment.choose("dismiss");
    await store.payment.send();
    await store.queue.reload();
    expect(shown()).toEqual([first.payment_id, undefined]);
    store.go({ name: "queue", item: second.payment_id });
    expect(shown()).toEqual([second.payment_id, second.payment_id]);
    stop();
  });

  test("does not change under a note that is being written", async () => {
    await using world = await createWorld();
    const first = await underpaid(world);
    world.clock.advance(MINUTE);
    await underpaid(world);
    const { store } = deskOf(world);
    const stop = store.connect();
    await vi.waitFor(() => expect(store.payment.$payment.get().load.value).not.toBeNull());
    store.payment.write("half a sen");
    const decision = { decision: "dismiss", note: "theirs" } as const;
    await world.payment.releasePayment({ payment_id: first.payment_id, ...decision });
    await store.queue.reload();
    expect(store.payment.$payment.get()).toMatchObject({
      payment_id: first.payment_id,
      decision: { note: "half a sen" },
    });
    expect(store.selected()).toBeUndefined();
    stop();
  });
});

describe("the address", () => {
  test("is followed and written, and a write of the desk loads nothing twice", async () => {
    await using world = await createWorld();
    await open(world);
    const { store, address, sent } = deskOf(world);
    const stop = store.connect();
    store.go({ name: "check" });
    expect(address.fragment).toBe("#desk/check");
    address.change("#desk/check");
    await vi.waitFor(() => expect(store.check.$load.get().value).not.toBeNull());
    expect(sent.filter((line) => line === "GET /check")).toHaveLength(1);
    address.change("#desk/payments?status=held");
    expect(store.$view.get()).toMatchObject({ name: "payments", status: "held" });
    address.change("#somewhere-else");
    expect(store.$view.get()).toMatchObject({ name: "payments" });
    stop();
  });

  test("the search finds a payment, a topup and a user, or says that there is none", async () => {
    await using world = await createWorld();
    const { topup, checkout } = await open(world);
    const { store } = deskOf(world);
    const found = async (text: string): Promise<string | null> => {
      await store.find(text);
      return store.$search.get() === null ? writeView(store.$view.get()) : null;
    };
    expect(await found(checkout.payment_id)).toBe(`#desk/payment/${checkout.payment_id}`);
    expect(await found(topup.topup_id)).toBe(`#desk/payments?topup_id=${topup.topup_id}`);
    expect(await found(topup.user_id)).toBe(`#desk/payments?user_id=${topup.user_id}`);
    expect(await found("nobody")).toBeNull();
  });
});

test("reconciliation goes on until nothing is due, and tells how far it is", async () => {
  await using world = await createWorld();
  const { session_id } = await open(world);
  await world.dodo.pay(session_id);
  world.clock.advance(HOUR);
  const { store, sent } = deskOf(world);
  await Promise.all([store.reconcile.start(), store.reconcile.start()]);
  expect(store.reconcile.$run.get()).toMatchObject({
    running: false,
    error: null,
    progress: { checked: 1, credited: 1 },
  });
  expect(sent).toEqual(["POST /reconcile"]);
});

test("who is no administrator gets nothing, and the error says what to do", async () => {
  await using world = await createWorld();
  await underpaid(world);
  const { store } = deskOf(world, "user:ada");
  await store.queue.reload();
  expect(store.queue.$load.get()).toMatchObject({ value: null, error: { status: 404 } });
  expect(store.items()).toEqual([]);
});
