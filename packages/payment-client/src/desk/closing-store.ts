/**
 * The store that closes unmatched deliveries, which belong to no stored payment. The store has the
 * note and the state of the confirmation, and sends the request.
 */
import { atom, type ReadableAtom } from "nanostores";
import type { AdminClient } from "../admin.ts";
import type { PaymentClientError } from "../errors.ts";
import { choose, goBack, UNDECIDED, writeNote, type Decision } from "./decision.ts";
import { asClientError } from "./load.ts";

/** The delivery that an administrator is closing. */
export interface Closing {
  /** The id of the delivery that is being closed, or `""` if there is none. */
  event_id: string;
  decision: Decision;
  error: PaymentClientError | null;
}

/** Closes one delivery at a time. */
export interface ClosingStore {
  readonly $closing: ReadableAtom<Closing>;
  /**
   * Returns the decision about a delivery. `error` says why the last attempt to send the decision
   * has failed. Any later change of the decision removes the error. An unsent note is kept while
   * other deliveries are closed.
   */
  read(event_id: string): Pick<Closing, "decision" | "error">;
  write(event_id: string, note: string): void;
  /** Opens the confirmation, or asks for the note if it is missing. */
  choose(event_id: string): void;
  goBack(): void;
  /** Sends the decision if its step is `confirming`, and does nothing otherwise. */
  send(): Promise<void>;
}

/**
 * Creates the store without sending a request. `onClosed` is called after each attempt to close a
 * delivery, even after a failed attempt.
 */
export function createClosingStore(
  client: Pick<AdminClient, "closeEvent">,
  onClosed: () => void,
): ClosingStore {
  const $closing = atom<Closing>({ event_id: "", decision: UNDECIDED, error: null });
  /** The unsent notes, by event id. */
  const notes = new Map<string, string>();
  const read: ClosingStore["read"] = (event_id) => {
    const { event_id: present, decision, error } = $closing.get();
    if (present === event_id) return { decision, error };
    return { decision: { ...UNDECIDED, note: notes.get(event_id) ?? "" }, error: null };
  };
  const decide = (event_id: string, step: (decision: Decision) => Decision): void => {
    if ($closing.get().decision.step === "sending") return;
    const decision = step(read(event_id).decision);
    notes.set(event_id, decision.note);
    $closing.set({ event_id, decision, error: null });
  };
  return {
    $closing,
    read,
    write: (event_id, note) => decide(event_id, (decision) => writeNote(decision, note)),
    choose: (event_id) => decide(event_id, (decision) => choose(decision, "dismiss")),
    goBack: () => decide($closing.get().event_id, goBack),
    async send() {
      const { event_id, decision } = $closing.get();
      if (decision.step !== "confirming") return;
      $closing.set({ event_id, decision: { ...decision, step: "sending" }, error: null });
      try {
        await client.closeEvent({ event_id, note: decision.note.trim() });
        notes.delete(event_id);
        $closing.set({ event_id: "", decision: UNDECIDED, error: null });
      } catch (error) {
        const choosing = { ...decision, step: "choosing", choice: null } as const;
        $closing.set({ event_id, decision: choosing, error: asClientError(error) });
      }
      onClosed();
    },
  };
}
