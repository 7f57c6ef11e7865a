/** Connects the packs to their store and to the buttons in them. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { DodoTopupButton } from "../element.ts";
import type { PaymentClientError } from "../errors.ts";
import { feedback, loadFeedback } from "../feedback-loading.ts";
import { sharedMethods } from "../shared-methods.ts";
import type { TopupState } from "../topup-state.ts";
import type { PaymentMethod } from "../wire.ts";
import type { PacksClient } from "./packs-client.ts";
import type { PacksStore } from "./packs-store.ts";

/** The element that owns the controller. */
export type PacksHost = ReactiveControllerHost &
  HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Loads what is shown, and follows the state of each button. */
export class PacksController implements ReactiveController {
  /**
   * The state of a button that the line under the packs describes, or `undefined` before any button
   * has changed.
   */
  speaking: TopupState | undefined;
  /** How many credits the payments of the buttons have added to the balance of this shop. */
  added = 0;
  /** The enabled methods, or `undefined` until they are loaded, or if loading failed. */
  methods: readonly PaymentMethod[] | undefined;

  readonly #host: PacksHost;
  readonly #store: PacksStore;
  readonly #client: () => PacksClient;
  readonly #states = new WeakMap<DodoTopupButton, TopupState>();
  #stops: readonly (() => void)[] | undefined;

  constructor(host: PacksHost, store: PacksStore, client: () => PacksClient) {
    this.#host = host;
    this.#store = store;
    this.#client = client;
    host.addController(this);
  }

  hostConnected(): void {
    // The start waits, because frameworks set properties such as `client` after they have put the
    // element on the page.
    queueMicrotask(() => this.#host.isConnected && this.#start());
  }

  hostDisconnected(): void {
    queueMicrotask(() => this.#host.isConnected || this.#stop());
  }

  /** Loads the offer if the page has set the route or the function for it after the start. */
  hostUpdate(): void {
    const { value, error, is_loading } = this.#store.$offer.get();
    if (this.#stops && !(value || error || is_loading)) void this.#store.loadOffer();
  }

  /** Starts to follow the buttons that this update has added. */
  hostUpdated(): void {
    for (const button of this.#host.renderRoot.querySelectorAll("dodo-topup-button")) {
      if (this.#states.has(button)) continue;
      this.#states.set(button, button.state ?? { phase: "idle" });
      // `<dodo-topup-button>` may be registered later, such as by another copy of this package.
      void customElements
        .whenDefined("dodo-topup-button")
        .then(() => button.addController({ hostUpdated: () => this.#follow(button) }));
    }
  }

  /** Loads everything again, because the shop may be another one. */
  reload(): void {
    this.added = 0;
    void this.#store.loadOffer();
    this.#loadOthers();
  }

  #start(): void {
    if (this.#stops) return;
    const { $offer, $payments } = this.#store;
    const update = (): void => this.#host.requestUpdate();
    const show = ({ error }: { error?: PaymentClientError | undefined }): void => {
      if (error) void this.#log(error);
      update();
    };
    const onShow = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) this.#refresh();
    };
    addEventListener("pageshow", onShow);
    this.#stops = [
      $offer.subscribe(show),
      $payments.subscribe(show),
      () => removeEventListener("pageshow", onShow),
    ];
    void loadFeedback().then(update);
    // An offer that is known, such as one that the page has set, need not be loaded.
    if (!$offer.get().value) void this.#store.loadOffer();
    this.#loadOthers();
  }

  #loadOthers(): void {
    this.methods = undefined;
    void this.#store.loadPayments();
    void this.#loadMethods();
  }

  /** Writes an error to the console, unless the same error was written before. */
  async #log(error: PaymentClientError): Promise<void> {
    await loadFeedback();
    await feedback?.logForDeveloper(error, "dodo-topup-packs");
  }

  #stop(): void {
    for (const stop of this.#stops ?? []) stop();
    this.#stops = undefined;
  }

  async #loadMethods(): Promise<void> {
    const client = this.#client();
    // The buttons share this request, and write to the console if it fails.
    const methods = await sharedMethods({ client }, client).catch(() => undefined);
    this.methods = methods?.filter(({ enabled }) => enabled);
    this.#host.requestUpdate();
  }

  /** Loads the offer, which may contain the balance, and the payments again. */
  #refresh(): void {
    void this.#store.loadOffer();
    void this.#store.loadPayments();
  }

  #follow(button: DodoTopupButton): void {
    const { state } = button;
    const before = this.#states.get(button);
    if (state === before) return;
    this.#states.set(button, state);
    // A button that stays idle, without a stage, has no sentence. It does not replace the sentence
    // of another button.
    if (state.phase !== "idle" || state.stage || before?.phase !== "idle") this.speaking = state;
    const is_new = state.phase !== before?.phase || state.stage !== before.stage;
    if (is_new && state.phase === "applied") {
      this.added += state.credits ?? 0;
      this.#refresh();
    } else if (is_new && state.status) void this.#store.loadPayments();
    this.#host.requestUpdate();
  }
}
