// Which decisions of administrators are listed below the queue, and when the list is loaded.
import { describe, expect, test } from "vitest";
import { scriptedAdmin, type Answers, type ScriptedAdmin } from "../../test/desk-client.ts";
import { auditOf, entryOf } from "../../test/desk-records.ts";
import { deskBench, settled } from "../../test/desk-store-bench.ts";
import { failure } from "../../test/scripted-client.ts";
import type { AuditEntry } from "../report-wire.ts";
import type { AdminPayment } from "../wire.ts";
import { loadDecided } from "./decided.ts";

const at = (minute: number): string => `2026-11-29T10:${String(minute).padStart(2, "0")}:00.000Z`;
const paymentOf = (
  payment_id: string,
  minute: number,
  more: Partial<AdminPayment> = {},
): AdminPayment => ({
  ...auditOf({ payment_id, status: "paid", hold_reason: null, updated_at: at(minute) }).payment,
  released: true,
  ...more,
});
const decisionAt = (minute: number, more: Partial<AuditEntry> = {}): AuditEntry =>
  entryOf({ at: at(minute), actor: "admin", admin_id: "admin_1", action: "close", ...more });

/** Answers as a server that has these payments, and the same further entries in each audit. */
function answersOf(
  items: readonly AdminPayment[],
  entriesOf: (payment: AdminPayment) => AuditEntry[] = ({ updated_at }) => [
    decisionAt(0, { at: updated_at }),
  ],
): Pick<Answers, "payments" | "audit"> {
  return {
    payments: async ({ status } = {}) => ({
      items: status === undefined ? [...items] : [],
      next_cursor: null,
      retry_after_ms: null,
    }),
    audit: async (payment_id) => {
      const payment = items.find((item) => item.payment_id === payment_id) ?? paymentOf("", 0);
      return { ...auditOf(payment), items: [entryOf(), ...entriesOf(payment)] };
    },
  };
}

const serverWith = (...args: Parameters<typeof answersOf>): ScriptedAdmin =>
  scriptedAdmin(answersOf(...args));
const idsOf = (listed: readonly { payment_id: string }[]): string[] =>
  listed.map(({ payment_id }) => payment_id);

describe("the last decisions", () => {
  test("are those among the newest 200 payments, which cost one request and one for each", async () => {
    const client = serverWith([paymentOf("pmt_1", 1)]);
    expect(await loadDecided(client, {})).toEqual([
      {
        payment_id: "pmt_1",
        choice: "credit",
        amount_minor: 5_000,
        user_id: "ada",
        admin_id: "admin_1",
        at: at(1),
      },
    ]);
    expect(client.calls).toEqual([
      ["payments", { limit: 200 }],
      ["audit", "pmt_1"],
    ]);
  });

  test("are payments that were dismissed, or that are paid after a release, and no others", async () => {
    const others = (["pending", "crediting", "failed", "canceled", "expired", "held"] as const).map(
      (status) => paymentOf(`pmt_${status}`, 5, { status }),
    );
    const listed = await loadDecided(
      serverWith([
        ...others,
        paymentOf("pmt_paid", 6, { released: false }),
        paymentOf("pmt_released", 2),
        paymentOf("pmt_dismissed", 1, { status: "dismissed", released: false }),
      ]),
      {},
    );
    expect(listed.map(({ payment_id, choice }) => [payment_id, choice])).toEqual([
      ["pmt_released", "credit"],
      ["pmt_dismissed", "dismiss"],
    ]);
  });

  test("of an older server, which does not say what was released, are the dismissed ones", async () => {
    const { released: _, ...old } = paymentOf("pmt_paid", 2);
    const dismissed = paymentOf("pmt_dismissed", 1, { status: "dismissed" });
    expect(idsOf(await loadDecided(serverWith([old, dismissed]), {}))).toEqual(["pmt_dismissed"]);
  });

  test("are the five that were changed last, and only their audits are read", async () => {
    const minutes = [3, 7, 1, 6, 2, 5, 4];
    const client = serverWith(minutes.map((minute) => paymentOf(`pmt_${minute}`, minute)));
    const listed = await loadDecided(client, {});
    expect(idsOf(listed)).toEqual(["pmt_7", "pmt_6", "pmt_5", "pmt_4", "pmt_3"]);
    expect(client.callsOf("audit")).toHaveLength(5);
  });

  test("are in the order of the decisions, although a refund has changed an older one since", async () => {
    const client = serverWith(
      [paymentOf("pmt_refunded", 9), paymentOf("pmt_1", 4)],
      ({ payment_id }) =>
        payment_id === "pmt_1"
          ? [decisionAt(4)]
          : [decisionAt(2), entryOf({ at: at(9), actor: "webhook", action: "reversal" })],
    );
    expect(idsOf(await loadDecided(client, {}))).toEqual(["pmt_1", "pmt_refunded"]);
  });

  test("have the money that arrived, and the amount of the topup where that is unknown", async () => {
    const client = serverWith([
      paymentOf("pmt_less", 2, { net_minor: 1_800 }),
      paymentOf("pmt_unknown", 1, { net_minor: null }),
    ]);
    const listed = await loadDecided(client, {});
    expect(listed.map(({ amount_minor }) => amount_minor)).toEqual([1_800, 5_000]);
  });

  test("name the user that the credits were given to, if it is another than the buyer", async () => {
    const claim = decisionAt(1, { action: "claim", changes: { accepted_user_id: "grace" } });
    const credited = serverWith([paymentOf("pmt_1", 1)], () => [claim, decisionAt(1)]);
    expect((await loadDecided(credited, {})).map(({ user_id }) => user_id)).toEqual(["grace"]);
    // A dismissed payment gives nobody credits, whatever was tried before.
    const dismissed = serverWith([paymentOf("pmt_1", 2, { status: "dismissed" })], () => [
      claim,
      decisionAt(2, { action: "dismiss" }),
    ]);
    expect((await loadDecided(dismissed, {})).map(({ user_id }) => user_id)).toEqual(["ada"]);
  });
});

describe("who has decided, and when", () => {
  test.each<[string, AuditEntry[], string | null, string]>([
    ["the last entry of an administrator", [decisionAt(1), decisionAt(3)], "admin_1", at(3)],
    [
      "the last of two administrators",
      [decisionAt(1), decisionAt(2, { admin_id: "admin_2", action: "dismiss" })],
      "admin_2",
      at(2),
    ],
    [
      "not a later replay of a delivery, which decides nothing",
      [decisionAt(1), decisionAt(4, { admin_id: "admin_2", event_id: "dodo:msg_1" })],
      "admin_1",
      at(1),
    ],
    [
      "not a later entry of anybody else",
      [decisionAt(1), entryOf({ at: at(4), actor: "reconcile", action: "close" })],
      "admin_1",
      at(1),
    ],
    ["an administrator without an id", [decisionAt(1, { admin_id: null })], null, at(1)],
    ["nobody, if the audit does not say", [], null, at(5)],
  ])("is %s", async (_, entries, admin_id, decided_at) => {
    const client = serverWith([paymentOf("pmt_1", 5)], () => entries);
    expect(await loadDecided(client, {})).toMatchObject([{ admin_id, at: decided_at }]);
  });

  test("is read with the signal, so that a list that is loaded anew ends every request", async () => {
    const client = serverWith([paymentOf("pmt_1", 1), paymentOf("pmt_2", 2)]);
    const { signal } = new AbortController();
    await loadDecided(client, { signal });
    expect(client.signals).toEqual([signal, signal, signal]);
  });
});

describe("in the desk", () => {
  const shown = ({ store }: ReturnType<typeof deskBench>): string[] | undefined =>
    store.decided.$load.get().value?.map(({ payment_id }) => payment_id);

  test("the list is loaded with the queue, and in no other view", async () => {
    const queue = deskBench(answersOf([paymentOf("pmt_1", 1)]));
    queue.store.connect();
    await settled();
    expect(shown(queue)).toEqual(["pmt_1"]);
    const check = deskBench(answersOf([paymentOf("pmt_1", 1)]), "#desk/check");
    check.store.connect();
    await settled();
    expect(shown(check)).toBeUndefined();
  });

  test.each(["payments", "audit"] as const)(
    "its failure by %s leaves the queue as it is, and the list that was there",
    async (name) => {
      const { payment } = auditOf();
      const { audit, payments } = answersOf([paymentOf("pmt_1", 1)]);
      const made = deskBench({
        audit,
        payments: async (query = {}) =>
          query.status === "held"
            ? { items: [payment], next_cursor: null, retry_after_ms: null }
            : await payments(query),
      });
      made.store.connect();
      await settled();
      const { answers } = made.client;
      const before = { ...answers };
      answers.payments = async (query = {}) =>
        name === "payments" && query.status === undefined
          ? await Promise.reject(failure("storage_unavailable", 503))
          : await before.payments(query);
      if (name === "audit") answers.audit = async () => await Promise.reject(failure("network"));
      made.store.refresh();
      await settled();
      expect(made.store.decided.$load.get().error).not.toBeNull();
      expect(shown(made)).toEqual(["pmt_1"]);
      expect(made.store.queue.$load.get().error).toBeNull();
      expect(made.store.items().map(({ key }) => key)).toEqual(["pmt_1"]);
    },
  );

  test("a decision loads it again", async () => {
    const made = deskBench();
    made.store.connect();
    await settled();
    expect(shown(made)).toEqual([]);
    made.store.payment.write("checked");
    made.store.payment.choose("dismiss");
    Object.assign(made.client.answers, answersOf([paymentOf("pmt_1", 1, { status: "dismissed" })]));
    await made.store.payment.send();
    await settled();
    expect(shown(made)).toEqual(["pmt_1"]);
  });

  test("a desk that is removed ends its load", async () => {
    const made = deskBench();
    const stop = made.store.connect();
    await settled();
    let signal: AbortSignal | undefined;
    made.client.answers.payments = async (_query, options) => {
      signal = options?.signal;
      return await new Promise(() => undefined);
    };
    void made.store.decided.reload();
    stop();
    expect(signal?.aborted).toBe(true);
  });
});
