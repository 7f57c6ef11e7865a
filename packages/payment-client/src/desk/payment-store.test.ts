import { describe, expect, test } from "vitest";
import { deferred } from "../../test/deferred.ts";
import { scriptedAdmin, type Answers, type ScriptedAdmin } from "../../test/desk-client.ts";
import { auditOf, eventOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { PaymentAudit } from "../report-wire.ts";
import type { Payment } from "../wire.ts";
import { createPaymentStore, isAtWork, type PaymentStore } from "./payment-store.ts";

/** A store over scripted answers, with the number of decisions that it has announced. */
interface Bench {
  client: ScriptedAdmin;
  store: PaymentStore;
  decided(): number;
}

function bench(answers: Partial<Answers> = {}): Bench {
  const client = scriptedAdmin(answers);
  let decided = 0;
  const store = createPaymentStore(
    client,
    () => 5_000,
    () => void (decided += 1),
  );
  return { client, store, decided: () => decided };
}

/** Opens a payment, writes a note and opens the second look. */
async function confirming(
  { store }: Bench,
  choice: "credit" | "dismiss" = "credit",
  payment_id = "pmt_1",
): Promise<void> {
  await store.open(payment_id);
  store.write("checked at Dodo");
  store.choose(choice);
}

describe("a payment that is opened", () => {
  test("is loaded with its history and its deliveries, the newest 200", async () => {
    const { client, store } = bench({
      events: async () => ({ items: [eventOf()], next_cursor: "more" }),
    });
    await store.open("pmt_1");
    expect(client.calls).toEqual([
      ["audit", "pmt_1"],
      ["events", { payment_id: "pmt_1", limit: 200 }],
    ]);
    const { load } = store.$payment.get();
    expect(load).toMatchObject({ loading: false, error: null, at: 5_000 });
    expect(load.value?.events).toEqual([eventOf()]);
  });

  test("takes the place of the one before, together with its decision and its outcome", async () => {
    const made = bench();
    await confirming(made, "dismiss");
    await made.store.send();
    made.store.write("half a note");
    const opening = made.store.open("pmt_2");
    expect(made.store.$payment.get()).toMatchObject({
      payment_id: "pmt_2",
      load: { value: null },
      decision: { step: "choosing", note: "" },
      outcome: null,
    });
    await opening;
    expect(made.store.$payment.get().load.value?.audit.payment.payment_id).toBe("pmt_2");
  });

  test("that is open already is loaded again, and its note stays", async () => {
    const { client, store } = bench();
    await store.open("pmt_1");
    store.write("half a note");
    await store.open("pmt_1");
    expect(client.callsOf("audit")).toEqual(["pmt_1", "pmt_1"]);
    expect(store.$payment.get().decision.note).toBe("half a note");
  });

  test("is not filled with the answer about the one before", async () => {
    const first = deferred<PaymentAudit>();
    const { client, store } = bench({
      audit: async (payment_id) =>
        payment_id === "pmt_1" ? await first.promise : auditOf({ payment_id }),
    });
    const opening = store.open("pmt_1");
    await store.open("pmt_2");
    expect(client.signals[0]?.aborted).toBe(true);
    first.resolve(auditOf({ payment_id: "pmt_1" }));
    await opening;
    expect(store.$payment.get().load.value?.audit.payment.payment_id).toBe("pmt_2");
  });

  test("that cannot be loaded says why, and keeps no part of it", async () => {
    const { store } = bench({
      events: async () => await Promise.reject(failure("storage_unavailable", 503)),
    });
    await store.open("pmt_1");
    expect(store.$payment.get().load).toMatchObject({
      value: null,
      error: { code: "storage_unavailable" },
    });
  });

  test("stays readable when it cannot be loaded again", async () => {
    const { client, store } = bench();
    await store.open("pmt_1");
    client.answers.audit = async () => await Promise.reject(failure("network"));
    await store.reload();
    const { load } = store.$payment.get();
    expect([load.value?.audit.payment.payment_id, load.error?.code]).toEqual(["pmt_1", "network"]);
  });
});

describe("an administrator is at work", () => {
  test("while they write, look a second time, send, and read what became of it", async () => {
    const made = bench();
    const { store } = made;
    const at_work = (): boolean => isAtWork(store.$payment.get());
    await store.open("pmt_1");
    expect(at_work()).toBe(false);
    store.write("n");
    expect(at_work()).toBe(true);
    store.write("");
    expect(at_work()).toBe(false);
    await confirming(made);
    expect(at_work()).toBe(true);
    const sending = store.send();
    expect([at_work(), store.$payment.get().decision.step]).toEqual([true, "sending"]);
    await sending;
    expect([at_work(), store.$payment.get().decision.note]).toEqual([true, ""]);
  });
});

describe("a decision that is sent", () => {
  test("has the payment, the choice and the note, and no values of a topup that is unchanged", async () => {
    const made = bench();
    await confirming(made, "credit");
    await made.store.send();
    expect(made.client.callsOf("releasePayment")).toEqual([
      { payment_id: "pmt_1", decision: "credit", note: "checked at Dodo", topup: undefined },
    ]);
    expect(made.store.$payment.get().outcome).toEqual({
      kind: "credited",
      credits: 500,
      user_id: "ada",
    });
    expect(made.decided()).toBe(1);
  });

  test("names the changed values of a topup, and only those that a release compares", async () => {
    const made = bench({ audit: async () => auditOf({}, { credits: 700, user_id: "eve" }) });
    await confirming(made, "credit");
    made.store.accept(true);
    await made.store.send();
    expect(made.client.callsOf("releasePayment")).toMatchObject([
      { topup: { usd_cents: 5_000, credits: 700, user_id: "eve" } },
    ]);
    const [{ topup }] = made.client.callsOf("releasePayment") as [{ topup: object }];
    expect(Object.keys(topup)).toEqual(["usd_cents", "credits", "user_id"]);
    expect(made.store.$payment.get().outcome).toMatchObject({ credits: 700, user_id: "eve" });
  });

  test("to dismiss names no values, also if the topup has changed", async () => {
    const made = bench({ audit: async () => auditOf({}, { credits: 700 }) });
    await confirming(made, "dismiss");
    await made.store.send();
    expect(made.client.callsOf("releasePayment")).toMatchObject([
      { decision: "dismiss", topup: undefined },
    ]);
    expect(made.store.$payment.get().outcome).toEqual({ kind: "dismissed" });
  });

  test("is not sent before the second look, nor before the payment is loaded", async () => {
    const made = bench();
    await made.store.send();
    await made.store.open("pmt_1");
    await made.store.send();
    made.store.write("checked");
    await made.store.send();
    made.store.choose("credit");
    made.store.goBack();
    await made.store.send();
    expect(made.client.callsOf("releasePayment")).toEqual([]);
  });

  test("is shown with the payment as it is afterwards", async () => {
    const made = bench();
    await confirming(made, "credit");
    made.client.answers.audit = async () => auditOf({ status: "paid" });
    await made.store.send();
    expect(made.store.$payment.get().load.value?.audit.payment.status).toBe("paid");
  });

  test("that failed keeps its note, and can be sent again", async () => {
    const made = bench({
      releasePayment: async () => await Promise.reject(failure("network")),
    });
    await confirming(made, "dismiss");
    await made.store.send();
    expect(made.store.$payment.get()).toMatchObject({
      outcome: { kind: "failed", error: { code: "network" } },
      decision: { step: "choosing", choice: null, note: "checked at Dodo", accepted: false },
    });
    expect(made.decided()).toBe(1);
    made.store.choose("dismiss");
    expect(made.store.$payment.get().outcome).toBeNull();
    await made.store.send();
    expect(made.client.callsOf("releasePayment")).toHaveLength(2);
  });

  test("that was refused is told as refused while the payment can still be decided", async () => {
    const made = bench({
      releasePayment: async () => await Promise.reject(failure("release_refused", 409)),
    });
    await confirming(made);
    await made.store.send();
    expect(made.store.$payment.get().outcome).toMatchObject({ kind: "failed" });
  });

  test("that was refused is told as refused if nobody knows what the payment is now", async () => {
    const made = bench({
      releasePayment: async () => await Promise.reject(failure("release_refused", 409)),
    });
    await confirming(made);
    made.client.answers.audit = async () => await Promise.reject(failure("network"));
    await made.store.send();
    expect(made.store.$payment.get().outcome).toMatchObject({ kind: "failed" });
  });
});

describe("another payment that is opened", () => {
  test("while a decision is sent shows neither its outcome nor loses its own note", async () => {
    const release = deferred<Payment>();
    const made = bench({ releasePayment: async () => await release.promise });
    await confirming(made);
    const sending = made.store.send();
    await made.store.open("pmt_2");
    made.store.write("about the second");
    release.resolve(auditOf().payment);
    await sending;
    expect(made.store.$payment.get()).toMatchObject({
      payment_id: "pmt_2",
      outcome: null,
      decision: { note: "about the second" },
    });
    expect(made.decided()).toBe(1);
  });

  test("while the decided payment is loaded again shows neither its outcome nor loses its own note", async () => {
    const made = bench();
    await confirming(made);
    const reload = deferred<PaymentAudit>();
    made.client.answers.audit = async (payment_id) =>
      payment_id === "pmt_1" ? await reload.promise : auditOf({ payment_id });
    const sending = made.store.send();
    await new Promise((resolve) => setTimeout(resolve));
    await made.store.open("pmt_2");
    made.store.write("about the second");
    reload.resolve(auditOf({ status: "paid" }));
    await sending;
    expect(made.store.$payment.get()).toMatchObject({
      payment_id: "pmt_2",
      outcome: null,
      decision: { note: "about the second" },
    });
  });
});
