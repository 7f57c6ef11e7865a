/** The stores that are part of the store of the desk. */
import type { ReadableAtom } from "nanostores";
import type { AdminClient } from "../admin.ts";
import type { Inspection, PaymentSummary } from "../report-wire.ts";
import type { Payment, PaymentEvent, PaymentStatus, ReconcileResult } from "../wire.ts";
import type { EventsFilter, PaymentsFilter, View } from "./address.ts";
import { createClosingStore, type ClosingStore } from "./closing-store.ts";
import { loadDecided, type Decided } from "./decided.ts";
import { createLoader, type Loader } from "./load.ts";
import { createPageList, type PageLoader } from "./page-list.ts";
import { createPaymentStore, type PaymentStore } from "./payment-store.ts";
import { loadQueue, type LoadedQueue } from "./queue-loader.ts";
import { createDriftRun, createReconcileRun, type DriftProgress, type Runner } from "./runs.ts";

/** The stores of the loaded records, of the decisions, and of the runs. */
export interface DeskLoads {
  readonly queue: Loader<LoadedQueue>;
  /** The last decisions of administrators, newest first. */
  readonly decided: Loader<Decided[]>;
  readonly payments: PageLoader<Payment, PaymentsFilter>;
  readonly events: PageLoader<PaymentEvent, EventsFilter>;
  readonly payment: PaymentStore;
  readonly closing: ClosingStore;
  readonly numbers: Loader<PaymentSummary>;
  readonly check: Loader<Inspection>;
  readonly drift: Runner<DriftProgress>;
  readonly reconcile: Runner<ReconcileResult>;
}

/** The number of days whose figures are loaded if the view does not name a number. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Creates the stores without sending a request. If the view in `$view` names a number of days,
 * `numbers` loads the figures of that many days. Otherwise `numbers` loads the figures of `DAYS`
 * days.
 */
export function createDeskLoads(
  client: AdminClient,
  $view: ReadableAtom<View>,
  clock: () => number,
): DeskLoads {
  const queue = createLoader(async (signal) => await loadQueue(client, clock(), { signal }), clock);
  const decided = createLoader(async (signal) => await loadDecided(client, { signal }), clock);
  const afterDecision = (): void => {
    void queue.reload();
    void decided.reload();
  };
  return {
    queue,
    decided,
    payments: createPageList<Payment, PaymentsFilter>(
      async ({ status, ...query }, options) =>
        await client.payments({ ...query, status: status as PaymentStatus | undefined }, options),
    ),
    events: createPageList<PaymentEvent, EventsFilter>(
      async (query, options) => await client.events(query, options),
    ),
    payment: createPaymentStore(client, clock, afterDecision),
    closing: createClosingStore(client, () => void queue.reload()),
    numbers: createLoader(async (signal) => {
      const view = $view.get();
      const range = rangeOf(view.name === "numbers" ? view.days : DAYS, clock());
      return await client.summary(range, { signal });
    }, clock),
    check: createLoader(async (signal) => await client.check({ signal }), clock),
    drift: createDriftRun(client, clock),
    reconcile: createReconcileRun(client, clock),
  };
}

/** Returns the first and the last day, in UTC, of the `days` days that end today. */
function rangeOf(days: number, now: number): { from: string; to: string } {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now - (days - 1) * DAY_MS), to: day(now) };
}
