import { expect, test } from "vitest";
import { PaymentClientError } from "../errors.ts";
import type { PaymentEvent } from "../wire.ts";
import { createClosingStore } from "./closing-store.ts";

const EVENT = { event_id: "dodo:msg_1", sync_status: "ignored" } as PaymentEvent;

test("a delivery is closed with its note after the second look, once", async () => {
  const sent: unknown[] = [];
  let closed = 0;
  const store = createClosingStore(
    { closeEvent: async (body) => (sent.push(body), EVENT) },
    () => void (closed += 1),
  );
  store.choose("dodo:msg_1");
  expect(store.$closing.get().decision).toMatchObject({ step: "choosing", lacks_note: true });
  store.write("dodo:msg_1", " Sold elsewhere. ");
  await store.send();
  expect(sent).toEqual([]);
  store.choose("dodo:msg_1");
  expect(store.$closing.get().decision.step).toBe("confirming");
  await Promise.all([store.send(), store.send()]);
  expect(sent).toEqual([{ event_id: "dodo:msg_1", note: "Sold elsewhere." }]);
  expect(closed).toBe(1);
  expect(store.$closing.get().event_id).toBe("");
});

test("the note about one delivery is not that of another, and a refusal keeps it", async () => {
  const refusal = new PaymentClientError("release_refused", { status: 409 });
  const store = createClosingStore(
    { closeEvent: async () => await Promise.reject(refusal) },
    () => {},
  );
  store.write("dodo:msg_1", "First.");
  store.write("dodo:msg_2", "Second.");
  store.choose("dodo:msg_2");
  await store.send();
  expect(store.$closing.get()).toMatchObject({
    event_id: "dodo:msg_2",
    decision: { step: "choosing", note: "Second." },
    error: { code: "release_refused" },
  });
  // The note about the other one was begun before, and is still there.
  expect(store.read("dodo:msg_1")).toMatchObject({ decision: { note: "First." }, error: null });
  expect(store.read("dodo:msg_3")).toMatchObject({ decision: { note: "" }, error: null });
  store.choose("dodo:msg_1");
  expect(store.$closing.get().decision).toMatchObject({ note: "First.", step: "confirming" });
  store.goBack();
  store.choose("dodo:msg_3");
  expect(store.$closing.get().decision).toMatchObject({ note: "", lacks_note: true });
  expect(store.read("dodo:msg_2").decision.note).toBe("Second.");
});

test("a delivery that was closed has no note any more", async () => {
  const store = createClosingStore({ closeEvent: async () => EVENT }, () => {});
  store.write("dodo:msg_1", "Sold elsewhere.");
  store.choose("dodo:msg_1");
  await store.send();
  expect(store.read("dodo:msg_1").decision.note).toBe("");
});
