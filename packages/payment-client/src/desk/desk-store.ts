/** Everything that the desk shows, and everything that it can do. It needs no DOM. */
import { atom, type ReadableAtom } from "nanostores";
import type { AdminClient } from "../admin.ts";
import type { PaymentClientError } from "../errors.ts";
import type { Inspection, PaymentSummary } from "../report-wire.ts";
import type { Payment, PaymentEvent, PaymentStatus, ReconcileResult } from "../wire.ts";
import {
  readView,
  writeView,
  type EventsFilter,
  type PaymentsFilter,
  type View,
} from "./address.ts";
import { asClientError, createLoader, type Loader } from "./load.ts";
import { createPageList, type PageLoader } from "./page-list.ts";
import { createPaymentStore, isAtWork, type PaymentStore } from "./payment-store.ts";
import { loadQueue, type LoadedQueue } from "./queue-loader.ts";
import { queueItems, type QueueItem } from "./queue.ts";
import { createDriftRun, createReconcileRun, type DriftProgress, type Runner } from "./runs.ts";

/** The address that the view is kept in. */
export interface DeskAddress {
  /** Returns the fragment of the address, such as `#desk/check`. */
  read(): string;
  write(fragment: string): void;
  /** Calls `changed` when somebody else has changed the fragment, and returns how to stop that. */
  listen(changed: () => void): () => void;
}

/** The replay of a delivery. */
export type Replay = "running" | PaymentEvent | PaymentClientError;

/** The store of the desk. */
export interface DeskStore {
  readonly $view: ReadableAtom<View>;
  readonly queue: Loader<LoadedQueue>;
  readonly payments: PageLoader<Payment, PaymentsFilter>;
  readonly events: PageLoader<PaymentEvent, EventsFilter>;
  readonly payment: PaymentStore;
  readonly numbers: Loader<PaymentSummary>;
  readonly check: Loader<Inspection>;
  readonly drift: Runner<DriftProgress>;
  readonly reconcile: Runner<ReconcileResult>;
  /** Whether real money is taken, or `null` until it is known. */
  readonly $live: ReadableAtom<boolean | null>;
  /** The replays since the desk was opened, by event id. */
  readonly $replays: ReadableAtom<Readonly<Record<string, Replay>>>;
  /** The text that was searched for in vain, or the error of the search; otherwise `null`. */
  readonly $search: ReadableAtom<{ text: string; error: PaymentClientError | null } | null>;
  /** Returns what needs a person, the oldest first. */
  items(): QueueItem[];
  /**
   * Returns the selected item: the one that the address names, or else the one whose payment is
   * shown, or else the first. None is selected while an administrator is at work on a payment that
   * is no longer in the list.
   */
  selected(): QueueItem | undefined;
  /** Shows another view, and writes it into the address. */
  go(view: View): void;
  /** Shows the payment, the topup or the user that a text names. */
  find(text: string): Promise<void>;
  replay(event_id: string): Promise<void>;
  /** Loads what the present view shows, again. */
  refresh(): void;
  /** Begins to follow the address, and returns how to end it. */
  connect(): () => void;
}

const DAY_MS = 86_400_000;

/** Creates the store without sending a request. `clock` returns Unix milliseconds. */
export function createDeskStore(
  client: AdminClient,
  address: DeskAddress,
  clock: () => number = Date.now,
): DeskStore {
  const $view = atom<View>(readView(address.read()) ?? { name: "queue", item: "" });
  const $live = atom<boolean | null>(null);
  const $replays = atom<Readonly<Record<string, Replay>>>({});
  const $search = atom<{ text: string; error: PaymentClientError | null } | null>(null);
  const queue = createLoader(async (signal) => await loadQueue(client, clock(), { signal }), clock);
  const store: DeskStore = {
    $view,
    $live,
    $replays,
    $search,
    queue,
    payments: createPageList<Payment, PaymentsFilter>(
      async ({ status, ...query }, options) =>
        await client.payments({ ...query, status: status as PaymentStatus | undefined }, options),
    ),
    events: createPageList<PaymentEvent, EventsFilter>(
      async (query, options) => await client.events(query, options),
    ),
    payment: createPaymentStore(client, clock, () => void queue.reload()),
    numbers: createLoader(async (signal) => {
      const view = $view.get();
      return await client.summary(rangeOf(view.name === "numbers" ? view.days : 30, clock()), {
        signal,
      });
    }, clock),
    check: createLoader(async (signal) => await client.check({ signal }), clock),
    drift: createDriftRun(client, clock),
    reconcile: createReconcileRun(client, clock),
    items: () => {
      const { value } = queue.$load.get();
      const drift = store.drift.$run.get().progress?.items ?? [];
      const loaded = value ?? { held: [], crediting: [], events: [] };
      return queueItems({ ...loaded, drift }, clock());
    },
    selected: () => {
      const view = $view.get();
      const items = store.items();
      if (view.name !== "queue") return undefined;
      if (view.item !== "") return items.find(({ key }) => key === view.item);
      const state = store.payment.$payment.get();
      const shown = items.find(({ key }) => key === state.payment_id);
      return shown ?? (isAtWork(state) ? undefined : items[0]);
    },
    go(view) {
      $search.set(null);
      $view.set(view);
      address.write(writeView(view));
      enter(store);
    },
    async find(text) {
      $search.set(null);
      try {
        const view = await search(client, text);
        if (view === null) $search.set({ text, error: null });
        else store.go(view);
      } catch (error) {
        $search.set({ text, error: asClientError(error) });
      }
    },
    async replay(event_id) {
      if ($replays.get()[event_id] === "running") return;
      const note = (replay: Replay): void =>
        $replays.set({ ...$replays.get(), [event_id]: replay });
      note("running");
      try {
        const event = await client.replayEvent(event_id);
        note(event);
        store.events.replace((item) => item.event_id === event_id, event);
      } catch (error) {
        note(asClientError(error));
      }
      void queue.reload();
      if (store.payment.$payment.get().payment_id !== "") void store.payment.reload();
    },
    refresh: () => enter(store),
    connect: () => connect(store, client, address, $view, $live),
  };
  return store;
}

/** Follows the address, loads the first view, and learns whether real money is taken. */
function connect(
  store: DeskStore,
  client: AdminClient,
  address: DeskAddress,
  $view: { set(view: View): void },
  $live: { set(live: boolean): void },
): () => void {
  const stopFollowing = store.queue.$load.listen(() => showFirst(store));
  const stopListening = address.listen(() => {
    const view = readView(address.read());
    // The desk's own writes come back here as well.
    if (view === null || writeView(view) === writeView(store.$view.get())) return;
    $view.set(view);
    enter(store);
  });
  // A buyer's route: it answers whoever is signed in, so a failure here says nothing.
  client.methods().then(
    (methods) => $live.set(!methods.some(({ test_mode }) => test_mode)),
    () => undefined,
  );
  enter(store);
  if (store.$view.get().name !== "queue") void store.queue.reload();
  return () => {
    stopListening();
    stopFollowing();
    const { queue, payments, events, payment, numbers, check, drift, reconcile } = store;
    for (const part of [queue, payments, events, payment, numbers, check, drift, reconcile])
      part.stop();
  };
}

/** Loads what the present view shows. */
function enter(store: DeskStore): void {
  const view = store.$view.get();
  if (view.name === "queue") void enterQueue(store, view.item);
  if (view.name === "payment") void store.payment.open(view.payment_id);
  if (view.name === "numbers") void store.numbers.reload();
  if (view.name === "check") void store.check.reload();
  if (view.name === "payments") {
    const { status, topup_id, user_id } = view;
    void store.payments.show({ status, topup_id, user_id });
  }
  if (view.name === "events") {
    const { sync_status, type, payment_id } = view;
    void store.events.show({ sync_status, type, payment_id });
  }
}

/** Loads the queue and the payment that the address names. */
async function enterQueue(store: DeskStore, key: string): Promise<void> {
  if (key !== "" && isPayment(key)) void store.payment.open(key);
  await store.queue.reload();
  showFirst(store);
}

/** Opens the selected payment, unless the administrator is at work on the one that is shown. */
function showFirst(store: DeskStore): void {
  const item = store.selected();
  const state = store.payment.$payment.get();
  if (item === undefined || item.key === state.payment_id || isAtWork(state)) return;
  if (item.kind === "held" || item.kind === "stuck") void store.payment.open(item.key);
}

function isPayment(key: string): boolean {
  return !key.startsWith("drift-") && !key.includes(":");
}

/** Returns the days of a range that ends today. */
function rangeOf(days: number, now: number): { from: string; to: string } {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now - (days - 1) * DAY_MS), to: day(now) };
}

/** Looks for a payment, then for a topup, then for a user. Returns `null` if there is none. */
async function search(client: AdminClient, text: string): Promise<View | null> {
  const none = { status: "", topup_id: "", user_id: "" };
  try {
    await client.audit(text);
    return { name: "payment", payment_id: text };
  } catch (error) {
    if (asClientError(error).code !== "payment_not_found") throw error;
  }
  if ((await client.payments({ topup_id: text, limit: 1 })).items.length > 0)
    return { name: "payments", ...none, topup_id: text };
  if ((await client.payments({ user_id: text, limit: 1 })).items.length > 0)
    return { name: "payments", ...none, user_id: text };
  return null;
}
