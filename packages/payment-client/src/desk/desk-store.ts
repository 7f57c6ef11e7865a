/** The store of the desk: what it shows, and the functions that the views call. */
import { atom, type ReadableAtom } from "nanostores";
import type { AdminClient } from "../admin.ts";
import type { PaymentClientError } from "../errors.ts";
import type { PaymentEvent } from "../wire.ts";
import { readView, writeView, type View } from "./address.ts";
import { createDeskLoads, type DeskLoads } from "./desk-loads.ts";
import { asClientError } from "./load.ts";
import type { QueueItem } from "./queue.ts";
import { findView } from "./search.ts";
import { listItems, selectItem } from "./selection.ts";

/** The address of the page. Its fragment names the view. */
export interface DeskAddress {
  /** Returns the fragment of the address, such as `#desk/check`. */
  read(): string;
  write(fragment: string): void;
  /** Calls `changed` after every change of the fragment. The returned function stops this. */
  listen(changed: () => void): () => void;
}

/** The state of a replay: `running`, then the replayed delivery or the error. */
export type Replay = "running" | PaymentEvent | PaymentClientError;

/** A search that found nothing, or that failed. */
export interface DeskSearch {
  text: string;
  /** `null` if nothing was found. */
  error: PaymentClientError | null;
}

/** The store of the desk. */
export interface DeskStore extends DeskLoads {
  readonly $view: ReadableAtom<View>;
  /** `true` if real money is taken, `false` in test mode, `null` if that is not known. */
  readonly $live: ReadableAtom<boolean | null>;
  /** The latest replay of each delivery since the store was created, by event id. */
  readonly $replays: ReadableAtom<Readonly<Record<string, Replay>>>;
  /** The last search, if it found nothing or has failed, until the view changes. */
  readonly $search: ReadableAtom<DeskSearch | null>;
  /** Returns the items that need attention, the oldest first. */
  items(): QueueItem[];
  /**
   * Returns the selected item of the queue, or `undefined` if none is selected. `selectItem()` has
   * the rules.
   */
  selected(): QueueItem | undefined;
  /** Shows a view, and writes it into the address. */
  go(view: View): void;
  /**
   * Shows the payment, the topup or the user whose id is `text`. If there is none, or if the search
   * fails, sets `$search`.
   */
  find(text: string): Promise<void>;
  /** Aborts the search that is running. */
  stopSearch(): void;
  replay(event_id: string): Promise<void>;
  /** Loads the current view again, as `go()` does. */
  refresh(): void;
  /**
   * Follows the address, and loads the current view, the queue and `$live`. The returned function
   * stops following the address, and aborts the search, the loads of records and the runs. A
   * decision, a replay and the request for `$live` are not aborted.
   */
  connect(): () => void;
}

/** Creates the store without sending a request. `clock` returns Unix milliseconds. */
export function createDeskStore(
  client: AdminClient,
  address: DeskAddress,
  clock: () => number = Date.now,
): DeskStore {
  const $view = atom<View>(readView(address.read()) ?? { name: "queue", item: "" });
  const $live = atom<boolean | null>(null);
  const $search = atom<DeskSearch | null>(null);
  const loads = createDeskLoads(client, $view, clock);
  const store: DeskStore = {
    ...loads,
    ...createReplays(client, loads),
    $view,
    $live,
    $search,
    items: () => listItems(loads, clock()),
    selected: () => selectItem($view.get(), store.items(), loads.payment.$payment.get()),
    go(view) {
      $view.set(view);
      address.write(writeView(view));
      enter(store);
    },
    ...createSearch(client, $search, (view) => store.go(view)),
    refresh: () => enter(store),
    connect: () => connect(store, client, address, $view, $live),
  };
  $view.listen(() => {
    store.stopSearch();
    $search.set(null);
  });
  return store;
}

/**
 * Creates the functions of the search. A later search or a change of the view aborts a running
 * search, so that a late answer does not change the view again.
 */
function createSearch(
  client: AdminClient,
  $search: { set(search: DeskSearch | null): void },
  show: (view: View) => void,
): Pick<DeskStore, "find" | "stopSearch"> {
  let running = new AbortController();
  return {
    async find(text) {
      running.abort();
      const { signal } = (running = new AbortController());
      $search.set(null);
      try {
        const view = await findView(client, text, { signal });
        if (signal.aborted) return;
        if (view === null) $search.set({ text, error: null });
        else show(view);
      } catch (error) {
        if (!signal.aborted) $search.set({ text, error: asClientError(error) });
      }
    },
    stopSearch: () => running.abort(),
  };
}

/**
 * Creates the function that replays a delivery, and the state of the replays. After each replay,
 * also a failed one, the queue and the open payment are loaded again.
 */
function createReplays(
  client: AdminClient,
  { queue, events, payment }: DeskLoads,
): Pick<DeskStore, "$replays" | "replay"> {
  const $replays = atom<Readonly<Record<string, Replay>>>({});
  const setReplay = (event_id: string, replay: Replay): void =>
    $replays.set({ ...$replays.get(), [event_id]: replay });
  return {
    $replays,
    async replay(event_id) {
      if ($replays.get()[event_id] === "running") return;
      setReplay(event_id, "running");
      try {
        const event = await client.replayEvent(event_id);
        setReplay(event_id, event);
        events.replace((item) => item.event_id === event_id, event);
      } catch (error) {
        setReplay(event_id, asClientError(error));
      }
      void queue.reload();
      if (payment.$payment.get().payment_id !== "") void payment.reload();
    },
  };
}

/**
 * Implements `DeskStore.connect()`. For `$live`, reads whether a method is in test mode.
 */
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
    // This function is also called when the desk itself has changed the fragment.
    if (view === null || writeView(view) === writeView(store.$view.get())) return;
    $view.set(view);
    enter(store);
  });
  // `GET methods` is a route for buyers, which anyone may call. Its failure says nothing about the
  // desk, so it is ignored.
  client.methods().then(
    (methods) => {
      // A method that is not enabled, for example because of a wrong setting, may not say its mode.
      const known = methods.filter(({ enabled, test_mode }) => enabled || test_mode);
      if (known.length > 0) $live.set(!known.some(({ test_mode }) => test_mode));
    },
    () => undefined,
  );
  enter(store);
  if (store.$view.get().name !== "queue") void store.queue.reload();
  return () => {
    stopListening();
    stopFollowing();
    store.stopSearch();
    const { queue, decided, payments, events, payment, numbers, check, drift, reconcile } = store;
    for (const part of [
      queue,
      decided,
      payments,
      events,
      payment,
      numbers,
      check,
      drift,
      reconcile,
    ])
      part.stop();
  };
}

/** Loads what the current view needs. */
function enter(store: DeskStore): void {
  const view = store.$view.get();
  if (view.name === "queue") {
    void enterQueue(store, view.item);
    void store.decided.reload();
  }
  if (view.name === "payment") void store.payment.open(view.payment_id);
  if (view.name === "numbers") void store.numbers.reload();
  if (view.name === "check") void store.check.reload();
  // The filters show counts from the result of `check`. If it is known, it is not loaded again,
  // because `check` also queries Dodo.
  const counted = view.name === "payments" || view.name === "events";
  if (counted && store.check.$load.get().at === null) void store.check.reload();
  if (view.name === "payments") {
    const { status, topup_id, user_id } = view;
    void store.payments.show({ status, topup_id, user_id });
  }
  if (view.name === "events") {
    const { sync_status, type, payment_id } = view;
    void store.events.show({ sync_status, type, payment_id });
  }
}

/** Loads the queue, and opens the payment that `key` names or else that of the selected item. */
async function enterQueue(store: DeskStore, key: string): Promise<void> {
  if (key !== "" && isPayment(key)) void store.payment.open(key);
  await store.queue.reload();
  showFirst(store);
}

/** Opens the payment of the selected item, unless it is open already. */
function showFirst(store: DeskStore): void {
  const item = store.selected();
  const state = store.payment.$payment.get();
  if (item === undefined || item.key === state.payment_id) return;
  if (item.kind === "held" || item.kind === "stuck") void store.payment.open(item.key);
}

function isPayment(key: string): boolean {
  return !key.startsWith("drift-") && !key.includes(":");
}
