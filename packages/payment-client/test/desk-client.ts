import type { AdminClient, DriftItem } from "../src/admin.ts";
import type { Payment, PaymentStatus } from "../src/wire.ts";
import { auditOf, eventOf, summaryOf } from "./desk-records.ts";
import { METHOD } from "./scripted-client.ts";

/** The calls of a client whose answers can be scripted. */
export type Answers = Omit<AdminClient, "endpoint">;

/** A client of an administrator with scripted answers, which records every call. */
export interface ScriptedAdmin extends AdminClient {
  /** The answers. They can be replaced at any time. */
  answers: Answers;
  /** The name and the first argument of each call, oldest first. */
  calls: [name: string, argument: unknown][];
  /** The signal of each call, in the same order. */
  signals: (AbortSignal | undefined)[];
  /** Returns the arguments of the calls of one name. */
  callsOf(name: keyof Answers): unknown[];
}

const page = <Item>(items: Item[] = []): { items: Item[]; next_cursor: null } => ({
  items,
  next_cursor: null,
});

/** The answers of a server that has one held payment and no other news. */
function usualAnswers(): Answers {
  const { payment } = auditOf();
  const unused = async (): Promise<never> => await Promise.reject(new Error("not scripted"));
  return {
    methods: async () => [METHOD],
    createCheckout: unused,
    status: unused,
    myPayments: unused,
    prune: unused,
    payments: async ({ status } = {}) => ({
      ...page(status === undefined || status === "held" ? [payment] : []),
      retry_after_ms: null,
    }),
    events: async () => page(),
    audit: async (payment_id) => auditOf({ payment_id }),
    replayEvent: async (event_id) => eventOf({ event_id, sync_status: "applied" }),
    closeEvent: async ({ event_id }) => eventOf({ event_id, sync_status: "ignored" }),
    releasePayment: async ({ payment_id, decision }) => ({
      ...payment,
      payment_id,
      status: decision === "credit" ? "paid" : "dismissed",
    }),
    reconcile: async () => ({ checked: 0, credited: 0, held: 0, failed: 0 }),
    check: async () => ({ ok: true, findings: [], summary: null }),
    drift: async () => ({ ...page<DriftItem>(), checked: 0, failed: 0, whole: true }),
    summary: async () => summaryOf(),
  };
}

/** Creates a scripted client. `answers` take the place of those of a quiet server. */
export function scriptedAdmin(answers: Partial<Answers> = {}): ScriptedAdmin {
  const scripted: Answers = { ...usualAnswers(), ...answers };
  const calls: ScriptedAdmin["calls"] = [];
  const signals: ScriptedAdmin["signals"] = [];
  const record = (name: keyof Answers): [string, unknown] => [
    name,
    async (...args: unknown[]) => {
      calls.push([name, args[0]]);
      signals.push((args.at(-1) as { signal?: AbortSignal } | undefined)?.signal);
      return await (scripted[name] as (...all: unknown[]) => Promise<unknown>)(...args);
    },
  ];
  const client = Object.fromEntries((Object.keys(scripted) as (keyof Answers)[]).map(record));
  return {
    ...(client as unknown as Answers),
    endpoint: "/v1/payment",
    answers: scripted,
    calls,
    signals,
    callsOf: (name) => calls.filter(([called]) => called === name).map(([, argument]) => argument),
  };
}

/** The answer of a list of payments that has these by their status, and nothing else. */
export function onlyPayments(
  by_status: Partial<Record<PaymentStatus, Payment[]>>,
): Answers["payments"] {
  return async ({ status } = {}) => ({
    ...page(status === undefined ? [] : by_status[status]),
    retry_after_ms: null,
  });
}
