// The decision about the payment that is shown: what is sent, once, and what became of it.
import { describe, expect, test } from "vitest";
import { auditOf } from "../../test/desk-records.ts";
import { confirming, paymentBench as bench } from "../../test/payment-store-bench.ts";
import { failure } from "../../test/scripted-client.ts";
import { isAtWork } from "./payment-store.ts";

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
