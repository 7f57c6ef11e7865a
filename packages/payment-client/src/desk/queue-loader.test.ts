import { describe, expect, test } from "vitest";
import { scriptedAdmin, type ScriptedAdmin } from "../../test/desk-client.ts";
import { auditOf, entryOf, eventOf } from "../../test/desk-records.ts";
import { NOW } from "../../test/desk-store-bench.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Payment, PaymentEvent } from "../wire.ts";
import { loadQueue, type LoadedQueue } from "./queue-loader.ts";
import { STUCK_MS } from "./queue.ts";

const paymentOf = (payment_id: string, more: Partial<Payment> = {}): Payment =>
  auditOf({ payment_id, ...more }).payment;
const ago = (ms: number): string => new Date(NOW - ms).toISOString();

/** What a server has, and how many rows it sends in a page at most. */
interface Stock {
  held?: readonly Payment[];
  crediting?: readonly Payment[];
  events?: readonly PaymentEvent[];
}

/** A server that sends pages as long as they are asked for, and a cursor while there is more. */
function serverWith({ held = [], crediting = [], events = [] }: Stock): ScriptedAdmin {
  const pageOf = <Item>(
    all: readonly Item[],
    { limit = 50, cursor = "0" }: { limit?: number | undefined; cursor?: string | undefined },
  ): { items: Item[]; next_cursor: string | null } => {
    const end = Number(cursor) + limit;
    const next_cursor = end < all.length ? String(end) : null;
    return { items: all.slice(Number(cursor), end), next_cursor };
  };
  return scriptedAdmin({
    payments: async (query = {}) => ({
      ...pageOf(query.status === "held" ? held : crediting, query),
      retry_after_ms: null,
    }),
    events: async (query = {}) => pageOf(events, query),
  });
}

async function load(client: ScriptedAdmin): Promise<LoadedQueue> {
  return await loadQueue(client, NOW, {});
}

describe("what the queue is made of", () => {
  test("is asked for by status, 200 at once, and is whole if that is all", async () => {
    const client = serverWith({ held: [paymentOf("pmt_1")], events: [eventOf()] });
    expect(await load(client)).toEqual({
      held: [paymentOf("pmt_1")],
      crediting: [],
      events: [eventOf()],
      partial: false,
    });
    expect(client.calls).toEqual([
      ["payments", { status: "held", limit: 200, cursor: undefined }],
      ["payments", { status: "crediting", limit: 200 }],
      ["events", { sync_status: "held", limit: 200, cursor: undefined }],
    ]);
  });

  test("is read page by page", async () => {
    const held = Array.from({ length: 401 }, (_, index) => paymentOf(`pmt_${index}`));
    const client = serverWith({ held });
    const queue = await load(client);
    expect([queue.held.length, queue.partial]).toEqual([401, false]);
    expect(new Set(queue.held.map(({ payment_id }) => payment_id)).size).toBe(401);
  });

  test("is whole if exactly as much is there as is read", async () => {
    const held = Array.from({ length: 1_000 }, (_, index) => paymentOf(`pmt_${index}`));
    expect(await load(serverWith({ held }))).toMatchObject({ partial: false });
  });

  test.each(["held", "events"] as const)(
    "is only a part of it if there is more of %s than five pages, and says so",
    async (name) => {
      const stock = {
        held: Array.from({ length: 1_001 }, (_, index) => paymentOf(`pmt_${index}`)),
        events: Array.from({ length: 1_001 }, (_, index) => eventOf({ event_id: `dodo:${index}` })),
      };
      const client = serverWith({ [name]: stock[name] });
      const queue = await load(client);
      expect([queue[name].length, queue.partial]).toEqual([1_000, true]);
      expect(client.calls).toHaveLength(7);
    },
  );

  test("is only a part of it if more is being credited than one page has", async () => {
    const crediting = Array.from({ length: 201 }, (_, index) =>
      paymentOf(`pmt_${index}`, { status: "crediting", created_at: ago(0) }),
    );
    expect(await load(serverWith({ crediting }))).toMatchObject({ crediting: [], partial: true });
  });
});

describe("a payment that is being credited", () => {
  const creditingSince = (ms: number): Payment =>
    paymentOf("pmt_1", { status: "crediting", created_at: ago(ms) });

  test("is read with its audit once it is old enough to be stuck, and not before", async () => {
    const young = serverWith({ crediting: [creditingSince(STUCK_MS - 1)] });
    await load(young);
    const old = serverWith({ crediting: [creditingSince(STUCK_MS)] });
    await load(old);
    expect([young.callsOf("audit"), old.callsOf("audit")]).toEqual([[], ["pmt_1"]]);
  });

  test("has the time at which it began to be credited, and not that of its checkout", async () => {
    const client = serverWith({ crediting: [creditingSince(10 * STUCK_MS)] });
    client.answers.audit = async (payment_id) => ({
      ...auditOf({ payment_id, status: "crediting" }),
      items: [
        entryOf({ at: ago(10 * STUCK_MS) }),
        entryOf({ at: ago(60_000), from_status: "pending", to_status: "crediting" }),
      ],
    });
    const { crediting } = await load(client);
    expect(crediting.map(({ since }) => since)).toEqual([ago(60_000)]);
  });

  test("costs one request for each of the first twenty, and none for the others", async () => {
    const crediting = Array.from({ length: 25 }, (_, index) =>
      paymentOf(`pmt_${index}`, {
        status: "crediting",
        created_at: ago(2 * STUCK_MS),
        updated_at: ago(STUCK_MS),
      }),
    );
    const client = serverWith({ crediting });
    const queue = await load(client);
    expect(client.callsOf("audit")).toHaveLength(20);
    expect(queue.crediting).toHaveLength(25);
    expect(queue.crediting[24]).toEqual({ payment: crediting[24], since: ago(STUCK_MS) });
  });
});

test.each(["payments", "events", "audit"] as const)(
  "a failure of %s is a failure of the whole, since an empty queue would say that all is well",
  async (name) => {
    const client = serverWith({
      crediting: [paymentOf("pmt_1", { status: "crediting", created_at: ago(STUCK_MS) })],
    });
    client.answers[name] = async () => await Promise.reject(failure("storage_unavailable", 503));
    await expect(load(client)).rejects.toMatchObject({ code: "storage_unavailable" });
  },
);

test("every request has the signal, so that a queue that is loaded anew ends them all", async () => {
  const client = serverWith({
    held: Array.from({ length: 201 }, (_, index) => paymentOf(`pmt_${index}`)),
    crediting: [paymentOf("pmt_1", { status: "crediting", created_at: ago(STUCK_MS) })],
  });
  const { signal } = new AbortController();
  await loadQueue(client, NOW, { signal });
  expect(client.signals).toHaveLength(5);
  expect(client.signals.every((given) => given === signal)).toBe(true);
});
