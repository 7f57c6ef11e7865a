/** The store of one payment, with its history and the decision about it. */
import { atom, type ReadableAtom } from "nanostores";
import type { AdminClient } from "../admin.ts";
import type { PaymentClientError } from "../errors.ts";
import type { PaymentAudit } from "../report-wire.ts";
import type { PaymentEvent, PaymentStatus } from "../wire.ts";
import {
  canSend,
  changedTopup,
  choose,
  goBack,
  isDecidable,
  UNDECIDED,
  writeNote,
  type Choice,
  type Decision,
} from "./decision.ts";
import { asClientError, createLoader, unloaded, type Load } from "./load.ts";

/** A payment with its audit, and with its newest deliveries, at most 200, newest first. */
export interface PaymentDetail {
  audit: PaymentAudit;
  events: readonly PaymentEvent[];
}

/**
 * The outcome of a decision. `elsewhere`: the server has refused the decision, and the payment is
 * no longer `held` or `crediting`, but has this `status`.
 */
export type Outcome =
  | { kind: "credited"; credits: number; user_id: string }
  | { kind: "dismissed" }
  | { kind: "elsewhere"; status: PaymentStatus }
  | { kind: "failed"; error: PaymentClientError };

/** The open payment. `payment_id` is `""` until one is opened. */
export interface PaymentState {
  payment_id: string;
  load: Load<PaymentDetail>;
  decision: Decision;
  outcome: Outcome | null;
}

/** Whether a note was begun, a decision is being confirmed or sent, or an outcome is shown. */
export function isAtWork({ decision, outcome }: PaymentState): boolean {
  return decision.step !== "choosing" || decision.note !== "" || outcome !== null;
}

/** Loads one payment at a time, and sends the decision about it. */
export interface PaymentStore {
  readonly $payment: ReadableAtom<PaymentState>;
  /**
   * Loads a payment. If another payment was open, the decision about the other payment is dropped,
   * but its note is kept. The note is shown when the other payment is opened again. If the dropped
   * decision was being sent and fails, the failure is shown then too.
   */
  open(payment_id: string): Promise<void>;
  reload(): Promise<void>;
  write(note: string): void;
  choose(choice: Choice): void;
  goBack(): void;
  accept(accepted: boolean): void;
  /**
   * Sends the decision if `canSend()` allows it. Then loads the payment again, unless another
   * payment was opened meanwhile. While a decision is being sent, further calls do nothing.
   */
  send(): Promise<void>;
  stop(): void;
}

/** The calls that the store of a payment needs. */
export type PaymentStoreClient = Pick<AdminClient, "audit" | "events" | "releasePayment">;

const MOST_EVENTS = 200;

/**
 * Creates the store without sending a request. `onDecided` is called after each decision that was
 * sent, even if the request has failed.
 */
export function createPaymentStore(
  client: PaymentStoreClient,
  clock: () => number,
  onDecided: () => void,
): PaymentStore {
  const $payment = atom<PaymentState>(closed(""));
  /** The unsent notes, by payment id. */
  const notes = new Map<string, string>();
  /** The failures of decisions that were not shown yet, by payment id. */
  const failures = new Map<string, Outcome>();
  const change = (part: Partial<PaymentState>) => $payment.set({ ...$payment.get(), ...part });
  const decide = (step: (decision: Decision) => Decision): void =>
    change({ decision: step($payment.get().decision) });

  const loadOpen = async (signal: AbortSignal) =>
    await loadDetail(client, $payment.get().payment_id, signal);
  const loader = createLoader(loadOpen, clock);
  loader.$load.listen((loaded) => change({ load: loaded }));

  return {
    $payment,
    async open(payment_id) {
      const before = $payment.get();
      if (payment_id !== before.payment_id) {
        notes.set(before.payment_id, before.decision.note);
        $payment.set(closed(payment_id, notes.get(payment_id), failures.get(payment_id)));
        loader.clear();
      }
      await loader.reload();
      const shown = outcomeAfterLoad($payment.get(), payment_id);
      if (shown !== null && failures.delete(payment_id)) change(shown);
    },
    reload: loader.reload,
    write: (note) => decide((decision) => writeNote(decision, note)),
    choose: (choice) =>
      change({ decision: choose($payment.get().decision, choice), outcome: null }),
    goBack: () => decide(goBack),
    accept: (accepted) => decide((decision) => ({ ...decision, accepted })),
    async send() {
      const { load, decision, payment_id } = $payment.get();
      const audit = load.value?.audit;
      if (audit === undefined || !canSend(decision, audit)) return;
      change({ decision: { ...decision, step: "sending" }, outcome: null });
      const outcome = await release(client, audit, decision).catch(failed);
      if (outcome.kind === "failed") failures.set(payment_id, outcome);
      else notes.delete(payment_id);
      onDecided();
      if ($payment.get().payment_id !== payment_id) return;
      await loader.reload();
      // The outcome is not about a payment that was opened during the reload.
      if ($payment.get().payment_id !== payment_id) return;
      failures.delete(payment_id);
      change({
        outcome: seenElsewhere(outcome, $payment.get()),
        decision: afterwards(outcome, decision),
      });
    },
    stop: loader.stop,
  };
}

/**
 * Returns the outcome to show after the payment was loaded, or `null` if it is no longer open or
 * could not be loaded.
 */
function outcomeAfterLoad(
  state: PaymentState,
  payment_id: string,
): Pick<PaymentState, "outcome"> | null {
  if (state.payment_id !== payment_id || state.load.value === null) return null;
  return { outcome: state.outcome && seenElsewhere(state.outcome, state) };
}

async function loadDetail(
  client: PaymentStoreClient,
  payment_id: string,
  signal: AbortSignal,
): Promise<PaymentDetail> {
  const [audit, events] = await Promise.all([
    client.audit(payment_id, { signal }),
    client.events({ payment_id, limit: MOST_EVENTS }, { signal }),
  ]);
  return { audit, events: events.items };
}

/** Sends a decision and returns its outcome. Throws the error of a failed request. */
async function release(
  client: PaymentStoreClient,
  audit: PaymentAudit,
  { choice, note }: Decision,
): Promise<Outcome> {
  const { payment_id } = audit.payment;
  const topup = choice === "credit" ? (changedTopup(audit) ?? undefined) : undefined;
  const sale = topup && {
    usd_cents: topup.usd_cents,
    credits: topup.credits,
    user_id: topup.user_id,
  };
  const decision = choice ?? "dismiss";
  const payment = await client.releasePayment({ payment_id, decision, note, topup: sale });
  const { credits, user_id } = topup ?? payment;
  return decision === "credit" ? { kind: "credited", credits, user_id } : { kind: "dismissed" };
}

function closed(payment_id: string, note = "", outcome: Outcome | null = null): PaymentState {
  return { payment_id, load: unloaded(), decision: { ...UNDECIDED, note }, outcome };
}

function failed(error: unknown): Outcome {
  return { kind: "failed", error: asClientError(error) };
}

/**
 * Returns the new state of a decision that was sent. After a failure, the state keeps the note, so
 * that the note need not be written again.
 */
function afterwards(outcome: Outcome, decision: Decision): Decision {
  return outcome.kind === "failed" ? { ...UNDECIDED, note: decision.note } : UNDECIDED;
}

/**
 * Returns `outcome`. If the server has refused the decision, and the reloaded payment is no longer
 * `held` or `crediting`, returns the outcome `elsewhere` instead.
 */
function seenElsewhere(outcome: Outcome, { load }: PaymentState): Outcome {
  const payment = load.value?.audit.payment;
  if (outcome.kind !== "failed" || payment === undefined || load.error !== null) return outcome;
  if (outcome.error.code !== "release_refused" || isDecidable(payment)) return outcome;
  return { kind: "elsewhere", status: payment.status };
}
