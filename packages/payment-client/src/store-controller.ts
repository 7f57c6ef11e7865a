/**
 * Connects the element to its store: copies the state, requests renderings and fires the events.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { feedback, loadFeedback } from "./feedback-loading.ts";
import type { KnownWords } from "./languages.ts";
import { fire } from "./topup-events.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import { isBusy, type Phase, type TopupState } from "./topup-state.ts";
import type { PaymentMethod } from "./wire.ts";

/** The element that owns the controller. Its properties are the options of the store. */
export type StoreHost = ReactiveControllerHost & HTMLElement & TopupStoreOptions;

/** The event that is fired when a topup reaches a phase. */
const PHASE_EVENTS: Readonly<Partial<Record<Phase, "dodo-topup-applied" | "dodo-topup-failed">>> = {
  applied: "dodo-topup-applied",
  failed: "dodo-topup-failed",
  canceled: "dodo-topup-failed",
  held: "dodo-topup-failed",
};

/** Creates the store after the first rendering. Disconnects it when the element is removed. */
export class StoreController implements ReactiveController {
  /** The latest state of the store. */
  state: TopupState = { phase: "idle" };
  /** The store, or `undefined` until `connect()` has created it. */
  store: TopupStore | undefined;
  /** The enabled methods, or `undefined` until they are loaded. */
  methods: readonly PaymentMethod[] | undefined;

  readonly #host: StoreHost;
  readonly #internals: ElementInternals;
  readonly #words: () => KnownWords;
  #disconnect: (() => void) | undefined;

  /** `words` returns the texts in the element's current language. */
  constructor(host: StoreHost, internals: ElementInternals, words: () => KnownWords) {
    this.#host = host;
    this.#internals = internals;
    this.#words = words;
    host.addController(this);
  }

  /** Connects the store after the rendering, because connecting changes the rendered state. */
  hostUpdated(): void {
    void this.connect();
  }

  /** Disconnects the store, unless the element has only been moved and is on the page again. */
  hostDisconnected(): void {
    queueMicrotask(() => this.#host.isConnected || this.#leave());
  }

  /** Connects the store, unless it is connected or the element is not on a page. */
  async connect(): Promise<void> {
    await loadFeedback();
    if (!this.#host.isConnected || this.#disconnect) return;
    const { $topup, $methods, connect } = (this.store ??= createTopupStore(this.#host));
    const stops = [
      $topup.subscribe((state) => this.#follow(state)),
      $methods.listen((methods) => this.#offer(methods)),
      connect(),
    ];
    this.#disconnect = () => stops.forEach((stop) => stop());
  }

  /**
   * Disconnects and drops the store. The next rendering creates a store with the element's new
   * properties.
   */
  restart(): void {
    this.#leave();
    this.methods = this.store = undefined;
    this.state = { phase: "idle" };
  }

  #leave(): void {
    this.#disconnect?.();
    this.#disconnect = undefined;
  }

  #offer(methods: readonly PaymentMethod[] | undefined): void {
    this.methods = methods?.filter(({ enabled }) => enabled);
    this.#host.requestUpdate();
  }

  #follow(state: TopupState): void {
    if (state === this.state) return;
    const before = this.state.phase;
    this.state = state;
    this.#host.requestUpdate();
    this.#setCustomStates();
    this.#fireEvents(before);
  }

  #setCustomStates(): void {
    try {
      const { states } = this.#internals;
      states.clear();
      states.add(this.state.phase);
      if (isBusy(this.state)) states.add("busy");
    } catch {
      // An older browser has no custom states, or refuses these names. The error is ignored,
      // because only styles depend on them.
    }
  }

  #fireEvents(before: Phase): void {
    const { state } = this;
    const { phase, error } = state;
    const event = PHASE_EVENTS[phase];
    if (error && !isBusy(state)) {
      void feedback?.logForDeveloper(error);
      const message = feedback?.statusLineOf(state, false, this.#words())?.sentence ?? "";
      fire(this.#host, "dodo-topup-error", { ...state, code: error.code, message });
    } else if (event && phase !== before) fire(this.#host, event, state);
  }
}
