import { describe, expect, test, vi } from "vitest";
import { createWorld, BASE, type World } from "../../../payment-server/test/world.ts";
import { everyKind } from "../../../payment-server/test/drifts.ts";
import {
  HOUR,
  MINUTE,
  open,
  stuckCrediting,
  underpaid,
} from "../../../payment-server/test/scenes.ts";
import { createAdminClient } from "../admin.ts";
import { writeView } from "./address.ts";
import { createDeskStore, type DeskAddress, type DeskStore } from "./desk-store.ts";

/** A desk over a real server, with the requests that it has sent. */
interface Desk {
  store: DeskStore;
  address: DeskAddress & { fragment: string; change(fragment: string): void };
  sent: string[];
}

function deskOf(world: World, as = "admin"): Desk {
  const sent: string[] = [];
  const client = createAdminClient({
    endpoint: BASE,
    token: as,
    fetch: async (request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname.slice("/v1/payment".length)}`);
      return await world.payment.fetch(request);
    },
  });
  let listener = (): void => undefined;
  const address = {
    fragment: "",
    read: () => address.fragment,
    write: (fragment: string) => void (address.fragment = fragment),
    listen: (changed: () => void) => {
      listener = changed;
      return () => (listener = (): void => undefined);
    },
    change(fragment: string) {
      address.fragment = fragment;
      listener();
    },
  };
  return { store: createDeskStore(client, address, world.clock.now), address, sent };
}

/** Opens a held payment, and the confirmation of a choice. */
async function confirming(
  desk: Desk,
  payment_id: string,
  choice: "credit" | "dismiss",
): Promise<void> {
  await desk.store.payment.open(payment_id);
  desk.store.payment.write("checked at Dodo");
  desk.store.payment.choose(choice);
}

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
  }, 20_000);
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

describe("a decision", () => {
  test("is sent once, however often it is confirmed, and leaves the queue", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    const desk = deskOf(world);
    await confirming(desk, payment_id, "credit");
    await Promise.all([
      desk.store.payment.send(),
      desk.store.payment.send(),
      desk.store.payment.send(),
    ]);
    await desk.store.payment.send();
    expect(desk.sent.filter((line) => line.startsWith("POST"))).toEqual(["POST /payments/release"]);
    expect(world.host.balance(topup.user_id)).toBe(topup.credits);
    expect(desk.store.payment.$payment.get()).toMatchObject({
      outcome: { kind: "credited", credits: topup.credits, user_id: topup.user_id },
      decision: { step: "choosing", note: "" },
    });
    await vi.waitFor(() => expect(desk.store.items()).toEqual([]));
  });

  test("without a note is not even asked about", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    const { store } = deskOf(world);
    await store.payment.open(payment_id);
    store.payment.write("  ");
    store.payment.choose("dismiss");
    await store.payment.send();
    expect(store.payment.$payment.get().decision).toMatchObject({
      step: "choosing",
      lacks_note: true,
    });
    expect((await world.only(topup.topup_id)).status).toBe("held");
  });

  test("about a changed topup names the new values, once they were accepted", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    world.host.topups.set(topup.topup_id, { ...topup, credits: 700 });
    const desk = deskOf(world);
    await confirming(desk, payment_id, "credit");
    await desk.store.payment.send();
    expect(desk.sent.some((line) => line.startsWith("POST"))).toBe(false);
    desk.store.payment.accept(true);
    await desk.store.payment.send();
    expect(desk.store.payment.$payment.get().outcome).toMatchObject({
      kind: "credited",
      credits: 700,
    });
    expect(world.host.balance(topup.user_id)).toBe(700);
  });

  test("that is refused keeps the note and shows the topup as it is now", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    const { store } = deskOf(world);
    await store.payment.open(payment_id);
    store.payment.write("checked");
    store.payment.choose("credit");
    world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 9_900 });
    await store.payment.send();
    const { outcome, decision, load } = store.payment.$payment.get();
    expect(outcome).toMatchObject({ kind: "failed", error: { code: "release_refused" } });
    expect(decision).toMatchObject({ step: "choosing", note: "checked" });
    expect(load.value?.audit.topup?.usd_cents).toBe(9_900);
  });

  test("that somebody else has just made is told as theirs", async () => {
    await using world = await createWorld();
    const { payment_id } = await underpaid(world);
    const desk = deskOf(world);
    await confirming(desk, payment_id, "credit");
    await world.payment.releasePayment({ payment_id, decision: "dismiss", note: "theirs" });
    await desk.store.payment.send();
    expect(desk.store.payment.$payment.get().outcome).toEqual({
      kind: "elsewhere",
      status: "dismissed",
    });
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
