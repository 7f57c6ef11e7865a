// The search of the desk: where it leads, and what ends it.
import { describe, expect, test } from "vitest";
import { deferred, type Deferred } from "../../test/deferred.ts";
import { deskBench, settled, type DeskBench } from "../../test/desk-store-bench.ts";
import { auditOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { PaymentAudit } from "../report-wire.ts";

/** A desk whose audits the test answers, by payment id. */
function slowDesk(): DeskBench & { audits: Map<string, Deferred<PaymentAudit>> } {
  const audits = new Map<string, Deferred<PaymentAudit>>();
  const made = deskBench({
    audit: async (payment_id) => {
      const audit = deferred<PaymentAudit>();
      audits.set(payment_id, audit);
      return await audit.promise;
    },
    payments: async () => ({ items: [], next_cursor: null, retry_after_ms: null }),
  });
  return { ...made, audits };
}

const unknown = failure("payment_not_found", 404);

test("a text that names nothing says so, with the text", async () => {
  const { store, audits } = slowDesk();
  const search = store.find("nobody");
  audits.get("nobody")?.reject(unknown);
  await search;
  expect(store.$search.get()).toEqual({ text: "nobody", error: null });
  expect(store.$view.get()).toMatchObject({ name: "queue" });
});

test("a failure is told as one, and not as an absence", async () => {
  const { store, audits } = slowDesk();
  const search = store.find("pmt_1");
  audits.get("pmt_1")?.reject(failure("network"));
  await search;
  expect(store.$search.get()).toMatchObject({ text: "pmt_1", error: { code: "network" } });
});

test("what was said about the search before is gone while the next one runs", async () => {
  const { store, audits } = slowDesk();
  const first = store.find("nobody");
  audits.get("nobody")?.reject(unknown);
  await first;
  void store.find("pmt_1");
  expect(store.$search.get()).toBeNull();
});

test("what was said is gone once another view is shown", async () => {
  const { store, audits } = slowDesk();
  const search = store.find("nobody");
  audits.get("nobody")?.reject(unknown);
  await search;
  store.go({ name: "check" });
  expect(store.$search.get()).toBeNull();
});

test("what was said is gone once a link or the Back button shows another view", async () => {
  const { store, address, audits } = slowDesk();
  const stop = store.connect();
  const search = store.find("nobody");
  audits.get("nobody")?.reject(unknown);
  await search;
  address.change("#desk/check");
  expect(store.$search.get()).toBeNull();
  stop();
});

test("the error of a search is gone once another view is shown, and stays while nothing changes", async () => {
  const { store, address, audits } = slowDesk();
  const stop = store.connect();
  const search = store.find("pmt_1");
  audits.get("pmt_1")?.reject(failure("network"));
  await search;
  address.change(address.fragment);
  expect(store.$search.get()).toMatchObject({ text: "pmt_1" });
  address.change("#desk/events");
  expect(store.$search.get()).toBeNull();
  stop();
});

describe("an answer that comes late", () => {
  test("does not take the place of a later search", async () => {
    const { store, audits, client } = slowDesk();
    const first = store.find("pmt_slow");
    const second = store.find("pmt_fast");
    expect(client.signals[0]?.aborted).toBe(true);
    audits.get("pmt_fast")?.resolve(auditOf({ payment_id: "pmt_fast" }));
    await second;
    audits.get("pmt_slow")?.resolve(auditOf({ payment_id: "pmt_slow" }));
    await first;
    expect(store.$view.get()).toEqual({ name: "payment", payment_id: "pmt_fast" });
  });

  test("of a failure says nothing about a later search", async () => {
    const { store, audits } = slowDesk();
    const first = store.find("pmt_slow");
    const second = store.find("pmt_fast");
    audits.get("pmt_fast")?.resolve(auditOf({ payment_id: "pmt_fast" }));
    await second;
    audits.get("pmt_slow")?.reject(failure("network"));
    await first;
    expect(store.$search.get()).toBeNull();
  });

  test("does not lead away from a view that was chosen meanwhile", async () => {
    const { store, audits } = slowDesk();
    const search = store.find("pmt_1");
    store.go({ name: "check" });
    audits.get("pmt_1")?.resolve(auditOf());
    await search;
    expect(store.$view.get()).toEqual({ name: "check" });
  });

  test("does not lead away from a view that a link has shown meanwhile", async () => {
    const { store, audits, address } = slowDesk();
    const stop = store.connect();
    const search = store.find("pmt_1");
    address.change("#desk/numbers?days=14");
    audits.get("pmt_1")?.resolve(auditOf());
    await search;
    expect(store.$view.get()).toEqual({ name: "numbers", days: 14 });
    stop();
  });

  test("changes nothing after the desk was removed", async () => {
    const { store, audits, address } = slowDesk();
    const stop = store.connect();
    await settled();
    const search = store.find("pmt_1");
    stop();
    audits.get("pmt_1")?.resolve(auditOf());
    await search;
    expect(address.fragment).toBe("");
  });
});
