/**
 * Work that takes several requests, with its progress: the comparison with Dodo, and
 * reconciliation.
 */
import { atom, type ReadableAtom } from "nanostores";
import type { AdminClient } from "../admin.ts";
import type { PaymentClientError } from "../errors.ts";
import type { DriftItem } from "../report-wire.ts";
import type { ReconcileResult } from "../wire.ts";
import { asClientError } from "./load.ts";

/** The progress of a run. `at` is the time at which the run last ended, in Unix milliseconds. */
export interface Run<Progress> {
  running: boolean;
  progress: Progress | null;
  at: number | null;
  error: PaymentClientError | null;
  /**
   * Whether the run stopped after `MOST_PARTS` requests, so that work may be left. The next start
   * continues with that work.
   */
  more: boolean;
}

/**
 * The differences with Dodo that were found so far. `failed` counts the payments that could not be
 * compared. `checked` counts all payments, including the failed ones.
 */
export interface DriftProgress {
  items: readonly DriftItem[];
  checked: number;
  failed: number;
}

/** A run that a click starts. */
export interface Runner<Progress> {
  readonly $run: ReadableAtom<Run<Progress>>;
  /**
   * Runs until the end, `MOST_PARTS` requests, an error or `stop()`. Does nothing while a run is in
   * progress.
   */
  start(): Promise<void>;
  stop(): void;
}

/**
 * Does the work and reports its progress. Returns whether more may be left to do. Throws if the
 * signal is aborted.
 */
type Work<Progress> = (
  report: (progress: Progress) => void,
  signal: AbortSignal,
) => Promise<boolean>;

const DRIFT_PART = 100;
const RECONCILE_PART = 100;
/** A run ends after this many requests, so that it cannot continue endlessly. */
const MOST_PARTS = 200;

const NOTHING_FOUND: DriftProgress = { items: [], checked: 0, failed: 0 };

/**
 * Creates the run that compares the recent payments with Dodo. After `MOST_PARTS` requests, the
 * next start continues where the run stopped, and keeps the differences found so far.
 */
export function createDriftRun(
  client: Pick<AdminClient, "drift">,
  clock: () => number,
): Runner<DriftProgress> {
  let left: { found: DriftProgress; cursor: string } | null = null;
  return createRunner(async (report, signal) => {
    let found = left?.found ?? NOTHING_FOUND;
    let cursor = left?.cursor;
    left = null;
    for (let parts = 0; parts < MOST_PARTS; parts += 1) {
      const part = await client.drift({ limit: DRIFT_PART, cursor }, { signal });
      found = {
        items: [...found.items, ...part.items],
        checked: found.checked + part.checked,
        failed: found.failed + part.failed,
      };
      report(found);
      if (part.next_cursor === null) return false;
      cursor = part.next_cursor;
    }
    left = cursor === undefined ? null : { found, cursor };
    return true;
  }, clock);
}

/**
 * Creates the run that reconciles due payments, part by part. The run ends when a part has checked
 * nothing, or when a part shows that no payment is left. The run also ends after `MOST_PARTS`
 * requests.
 */
export function createReconcileRun(
  client: Pick<AdminClient, "reconcile">,
  clock: () => number,
): Runner<ReconcileResult> {
  return createRunner(async (report, signal) => {
    const sum: ReconcileResult = { checked: 0, credited: 0, held: 0, failed: 0 };
    for (let parts = 0; parts < MOST_PARTS; parts += 1) {
      const part = await client.reconcile({ limit: RECONCILE_PART }, { signal });
      for (const name of ["checked", "credited", "held", "failed"] as const)
        sum[name] += part[name];
      report({ ...sum });
      // A part with failed payments may have been stopped after 20 s, while others were due.
      if (part.checked === 0 || (part.checked < RECONCILE_PART && part.failed === 0)) return false;
    }
    return true;
  }, clock);
}

function createRunner<Progress>(work: Work<Progress>, clock: () => number): Runner<Progress> {
  const $run = atom<Run<Progress>>({
    running: false,
    progress: null,
    at: null,
    error: null,
    more: false,
  });
  let running = new AbortController();
  return {
    $run,
    async start() {
      if ($run.get().running) return;
      const { signal } = (running = new AbortController());
      const change = (part: Partial<Run<Progress>>): void => $run.set({ ...$run.get(), ...part });
      change({ running: true, progress: null, error: null, more: false });
      const report = (progress: Progress): void => {
        // A client that the page provides may ignore the signal, and the work would continue.
        signal.throwIfAborted();
        change({ progress });
      };
      try {
        const more = await work(report, signal);
        change({ running: false, at: clock(), more });
      } catch (error) {
        const shown = signal.aborted ? null : asClientError(error);
        change({ running: false, error: shown, at: clock() });
      }
    },
    stop: () => running.abort(),
  };
}
