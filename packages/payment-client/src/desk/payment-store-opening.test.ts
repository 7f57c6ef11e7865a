// Which payment is shown: one at a time, and never the data of another.
import { describe, expect, test } from "vitest";
import { deferred } from "../../test/deferred.ts";
import { auditOf, eventOf } from "../../test/desk-records.ts";
import { confirming, paymentBench as bench } from "../../test/payment-store-bench.ts";
import { failure } from "../../test/scripted-client.ts";
import type { PaymentAudit } from "../report-wire.ts";
import type { Payment } from "../wire.ts";

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

  test("has the note that was begun before another one was opened, and nobody else's", async () => {
    const { store } = bench();
    const noteOf = async (payment_id: string): Promise<string> => {
      await store.open(payment_id);
      return store.$payment.get().decision.note;
    };
    await store.open("pmt_1");
    store.write("half a note");
    expect([await noteOf("pmt_2"), await noteOf("pmt_1")]).toEqual(["", "half a note"]);
    store.choose("dismiss");
    expect([await noteOf("pmt_2"), await noteOf("pmt_1")]).toEqual(["", "half a note"]);
    expect(store.$payment.get().decision).toMatchObject({ step: "choosing", choice: null });
    store.write("");
    expect([await noteOf("pmt_2"), await noteOf("pmt_1")]).toEqual(["", ""]);
  });

  test.each([
    ["was sent has no note any more", async () => auditOf().payment, ""],
    [
      "could not be decided has its note still",
      async () => await Promise.reject(failure("busy", 503)),
      "checked at Dodo",
    ],
  ])("whose decision %s, although another was opened meanwhile", async (_, answer, note) => {
    const sent = deferred<void>();
    const made = bench({
      releasePayment: async () => {
        await sent.promise;
        return await answer();
      },
    });
    await confirming(made, "dismiss");
    const sending = made.store.send();
    await made.store.open("pmt_2");
    sent.resolve();
    await sending;
    await made.store.open("pmt_1");
    expect(made.store.$payment.get().decision.note).toBe(note);
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

describe("another payment that is opened", () => {
  /** Sends a decision about `pmt_1`, and opens `pmt_2` before it is answered. */
  async function leftWhileSending() {
    const release = deferred<Payment>();
    const made = bench({ releasePayment: async () => await release.promise });
    await confirming(made);
    const sending = made.store.send();
    await made.store.open("pmt_2");
    return { made, release, sending };
  }

  test("while a decision is sent shows neither its outcome nor loses its own note", async () => {
    const { made, release, sending } = await leftWhileSending();
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

  test("while a decision is sent does not hide that it failed: its payment says so when it is opened again", async () => {
    const { made, release, sending } = await leftWhileSending();
    release.reject(failure("network"));
    await sending;
    const outcomeOf = async (payment_id: string): Promise<unknown> => {
      await made.store.open(payment_id);
      return made.store.$payment.get().outcome;
    };
    const failed = { kind: "failed", error: { code: "network" } };
    expect(await outcomeOf("pmt_3")).toBeNull();
    expect(await outcomeOf("pmt_1")).toMatchObject(failed);
    // A failure that was shown does not come back, as any other outcome.
    expect([await outcomeOf("pmt_2"), await outcomeOf("pmt_1")]).toEqual([null, null]);
  });

  test("while the payment of a failed decision is loaded again does not hide the failure", async () => {
    const made = bench({
      releasePayment: async () => await Promise.reject(failure("release_refused", 409)),
    });
    await confirming(made);
    const reload = deferred<PaymentAudit>();
    made.client.answers.audit = async (payment_id) =>
      payment_id === "pmt_1" ? await reload.promise : auditOf({ payment_id });
    const sending = made.store.send();
    await new Promise((resolve) => setTimeout(resolve));
    // The payment of the failure is left once before it could be loaded.
    await made.store.open("pmt_2");
    const passing = made.store.open("pmt_1");
    await made.store.open("pmt_2");
    reload.resolve(auditOf());
    await Promise.all([sending, passing]);
    await made.store.open("pmt_1");
    expect(made.store.$payment.get().outcome).toMatchObject({
      kind: "failed",
      error: { code: "release_refused" },
    });
  });

  test("while a decision is sent does not hide that somebody else has decided", async () => {
    const { made, release, sending } = await leftWhileSending();
    release.reject(failure("release_refused", 409));
    await sending;
    made.client.answers.audit = async () => auditOf({ status: "dismissed" });
    await made.store.open("pmt_1");
    expect(made.store.$payment.get().outcome).toEqual({ kind: "elsewhere", status: "dismissed" });
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
