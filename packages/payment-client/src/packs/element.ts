import {
  adoptStyles,
  html,
  LitElement,
  nothing,
  unsafeCSS,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { Token } from "../buyer-client.ts";
import type { CheckoutOverlay } from "../checkout-overlay.ts";
import type { PaymentClientError } from "../errors.ts";
import { waitShortly } from "../feedback-loading.ts";
import type { PacksContext } from "./context.ts";
import { formatsFor } from "./formats.ts";
import {
  checkOffer,
  readJson,
  type OwnAmount,
  type TopupChoice,
  type TopupOffer,
  type TopupPack,
} from "./offer.ts";
import { OwnEntry } from "./own-entry.ts";
import { PackButtons } from "./pack-buttons.ts";
import { registerPackWords } from "./pack-languages.ts";
import { createPacksClient, type PacksClient } from "./packs-client.ts";
import { PacksController } from "./packs-controller.ts";
import { createPacksStore, type PacksStore } from "./packs-store.ts";
import { offerLoaderOf } from "./source.ts";
import { cards } from "./styles/cards.ts";
import { frame } from "./styles/frame.ts";
import { balanceView } from "./views/balance-view.ts";
import { methodsView } from "./views/methods-view.ts";
import { noteView } from "./views/note-view.ts";
import { ownView } from "./views/own-view.ts";
import { loadingView, packsView } from "./views/packs-view.ts";
import { paymentsView, renderProblem } from "./views/payments-view.ts";
import { PackWordsController } from "./words-controller.ts";
import type { PackWords } from "./words/words.ts";

export {
  registerPackWords,
  type OwnAmount,
  type PacksClient,
  type PackWords,
  type TopupChoice,
  type TopupOffer,
  type TopupPack,
};

/**
 * The phases in which a click starts a payment. In any other phase the button of the own amount
 * stays enabled even without an amount.
 */
const BUYING: ReadonlySet<string> = new Set(["idle", "applied", "failed", "canceled", "error"]);

/**
 * A page for buying credits: the balance, the packs, an amount of one's own, and past payments with
 * their receipts. Your server creates the topup of what was chosen, and so decides what it costs.
 *
 * @summary Sells packs of credits.
 * @tag dodo-topup-packs
 * @attr {string} topups - Your route: `GET` answers the offer, `POST` a new `topup_id`.
 * @attr {TopupOffer} offer - The offer as JSON, so that it is shown without loading anything.
 * @attr {string} endpoint - The address of the payment routes; default `/v1/payment`.
 * @attr {string} return-to - The address that the result page links back to; default this page.
 * @attr {string} target - `_blank` opens the checkout in a new tab; default in place of the page.
 * @attr {string} mode - `overlay` opens the checkout above the page, by the library in `overlay`.
 * @attr {string} checkout-hosts - Allowed checkout hosts besides Dodo's own, separated by spaces.
 * @slot - The content for pages without JavaScript, such as forms; hidden otherwise.
 * @slot heading - The heading above the balance.
 * @slot packs-heading - The heading above the packs.
 * @slot pack-* - What stands above the button of a pack, such as `pack-small` for the pack `small`.
 * @slot flag - The word on the recommended pack.
 * @slot note - The line under the packs, which says where one pays.
 * @slot own-heading - The heading above the amount of one's own.
 * @slot payments-heading - The heading above the past payments.
 * @slot empty - What is shown while there are no payments.
 * @csspart base - The box around everything that is shown.
 * @csspart balance - The balance, and what has been added to it.
 * @csspart badge - The badge that marks test mode, in which no real money is taken.
 * @csspart methods - The group of payment methods, shown if there are several.
 * @csspart packs - The list of packs.
 * @csspart pack - The card of a pack.
 * @csspart flag - The mark of the recommended pack.
 * @csspart price - The price of a pack.
 * @csspart button - The native button of each pack, and of the amount of one's own.
 * @csspart note - The line under the packs.
 * @csspart own - The amount of one's own.
 * @csspart payments - The past payments.
 * @cssprop --dodo-topup-accent - The colour of the recommended pack and of the selected method;
 *   default `#2456e6`, and `#3d6bf2` where the colour scheme is dark.
 * @cssprop --dodo-topup-on-accent - The colour of the text on the accent colour; default `#fff`.
 * @cssprop --dodo-topup-accent-text - The colour of links, of the text of outlined buttons and of
 *   payments under way; default `#1f4ed8`, and `#8fb0ff` where the colour scheme is dark.
 * @cssprop --dodo-topup-radius - The corner radius of buttons and fields; default `.75rem`.
 * @cssprop --dodo-topup-height - The least height of the buttons; default `2.75rem`.
 */
export class DodoTopupPacks extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    topups: {},
    offer: { converter: (value) => readJson(value) },
    endpoint: {},
    return_to: { attribute: "return-to" },
    target: {},
    mode: {},
    checkout_hosts: { attribute: "checkout-hosts", converter: (value) => value?.split(" ") },
    client: { attribute: false },
    token: { attribute: false },
    overlay: { attribute: false },
    createTopup: { attribute: false },
    loadOffer: { attribute: false },
  };
  static override readonly styles: CSSResultGroup = [frame, cards];

  declare topups: string | undefined;
  /** What is sold, and the balance. Set it again to show a new balance. */
  declare offer: TopupOffer | undefined;
  declare endpoint: string | undefined;
  declare return_to: string | undefined;
  declare target: string | undefined;
  declare mode: string | undefined;
  declare checkout_hosts: readonly string[] | undefined;
  /** The client to use in place of `endpoint` and `token`. */
  declare client: PacksClient | undefined;
  /** A bearer token, or a function that returns one. It is sent to `topups` too. */
  declare token: Token | undefined;
  /** `DodoPayments` of `dodopayments-checkout`, which draws the overlay of `mode="overlay"`. */
  declare overlay: CheckoutOverlay | undefined;
  /** Makes the topup of what the buyer has chosen, and returns its id, in place of `topups`. */
  declare createTopup: ((choice: TopupChoice) => Promise<string> | string) | undefined;
  /** Loads the offer, in place of `topups`; called again when the balance may have changed. */
  declare loadOffer: (() => Promise<TopupOffer> | TopupOffer) | undefined;

  /** The state behind the packs: `$offer`, `$payments`, and functions that load them again. */
  readonly store: PacksStore = createPacksStore({
    client: () => this.#usedClient(),
    loadOffer: () => offerLoaderOf(this),
  });

  readonly #controller: PacksController = new PacksController(this, this.store, () =>
    this.#usedClient(),
  );
  readonly #buttons: PackButtons = new PackButtons(
    this,
    () => this.#usedClient(),
    () => this.#controller.methods,
  );
  readonly #texts: PackWordsController = new PackWordsController(this);
  readonly #own_amount: OwnEntry = new OwnEntry({
    update: () => this.requestUpdate(),
    bounds: () => this.store.$offer.get().value?.own_amount,
    language: () => this.language,
    pay: () => this.#buttons.own?.shadowRoot?.querySelector("button")?.click(),
  });
  #client: PacksClient | undefined;
  #draws_payments = false;

  /** The language of the texts. */
  get language(): string {
    return this.#texts.words.language;
  }

  /** Delays the first rendering until the texts are loaded, for at most a second. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.renderRoot.firstChild) await waitShortly(this.#texts.loading);
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<DodoTopupPacks>): void {
    if (changed.has("offer")) this.#showOffer();
    if (changed.has("endpoint") || changed.has("client")) this.#client = undefined;
    const is_moved = ["endpoint", "client", "topups"].some((name) =>
      changed.has(name as keyof DodoTopupPacks),
    );
    if (this.hasUpdated && is_moved) this.#controller.reload();
  }

  /**
   * Loads the styles of the past payments. The payments are drawn after that, even if the styles
   * could not be loaded.
   */
  protected override firstUpdated(): void {
    void import("./styles/payments.ts")
      .then(({ style }) =>
        adoptStyles(this.renderRoot as ShadowRoot, [frame, cards, unsafeCSS(style)]),
      )
      .catch((error: unknown) => console.error(error))
      .then(() => {
        this.#draws_payments = true;
        this.requestUpdate();
      });
  }

  protected override render(): TemplateResult {
    const { store } = this;
    const { value: offer, error, is_loading } = store.$offer.get();
    const past = store.$payments.get();
    const { methods, added, speaking } = this.#controller;
    const { words, button_words } = this.#texts;
    const context: PacksContext = {
      words,
      button_words,
      formats: formatsFor(words.language),
      methods,
      method: this.#buttons.method,
      button: this.#buttons.render,
    };
    const own = offer?.own_amount;
    this.#own_amount.is_open = !BUYING.has(this.#buttons.own?.state.phase ?? "idle");
    return html`
      <div class="all" part="base" lang=${words.language} dir=${button_words.direction}>
        ${balanceView(context, offer?.balance, added)}
        <slot name="packs-heading"><h2>${words.add}</h2></slot>
        ${methodsView(context, this.#buttons.choose)}
        ${offer || !is_loading ? nothing : loadingView(context)}
        ${error ? renderProblem(context, error, () => void store.loadOffer()) : nothing}
        ${offer ? packsView(context, offer.packs) : nothing}
        ${offer ? noteView(context, speaking, past.value?.items ?? []) : nothing}
        ${offer && own ? ownView(context, own, this.#own_amount, offer.packs) : nothing}
        ${this.#draws_payments ? paymentsView(context, past, store) : nothing}
      </div>
      <slot></slot>
    `;
  }

  #usedClient(): PacksClient {
    return (this.#client ??= this.client ?? createPacksClient(this.endpoint, () => this.token));
  }

  #showOffer(): void {
    if (this.offer === undefined) return;
    try {
      this.store.show(checkOffer(this.offer));
    } catch (error) {
      this.store.show(undefined, error as PaymentClientError);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dodo-topup-packs": DodoTopupPacks;
  }
}
