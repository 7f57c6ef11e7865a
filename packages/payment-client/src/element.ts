import {
  adoptStyles,
  LitElement,
  unsafeCSS,
  type CSSResult,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { BuyerClient, Token } from "./buyer-client.ts";
import { renderElement } from "./element-template.ts";
import type { CheckoutOverlay } from "./checkout-overlay.ts";
import { style } from "./element-style.ts";
import type { PaymentClientError } from "./errors.ts";
import { feedback, waitShortly, type Feedback } from "./feedback-loading.ts";
import {
  languageOf,
  loadWords,
  observeLanguage,
  registerWords,
  wordsAtHand,
  type KnownWords,
} from "./languages.ts";
import { opensOverlay } from "./overlay-of-element.ts";
import { StoreController } from "./store-controller.ts";
import { fire, type DodoTopupEventMap } from "./topup-events.ts";
import type { TopupState } from "./topup-state.ts";
import type { TopupStore, TopupStoreOptions } from "./topup-store.ts";
import type { Checkout } from "./wire.ts";
import type { Words } from "./words/words.ts";

export { registerWords, type CheckoutOverlay, type DodoTopupEventMap, type Words };

/**
 * A button that opens the checkout of a topup and waits until the server has added the money to the
 * balance.
 *
 * @summary Pays one topup.
 * @tag dodo-topup-button
 * @attr {string} topup-id - The id of the topup to pay.
 * @attr {string} endpoint - The address of the payment routes; default `/v1/payment`.
 * @attr {string} method - The id of the payment method; without it the buyer can choose one.
 * @attr {string} return-to - The address that the result page links back to; default this page.
 * @attr {string} target - `_blank` opens the checkout in a new tab; default in place of the page.
 * @attr {string} mode - `overlay` opens the checkout above the page, with the property `overlay`.
 * @attr {string} checkout-hosts - Allowed checkout hosts besides Dodo's own, separated by spaces.
 * @attr {string} label - The text of the button.
 * @attr {boolean} disabled - Disables the button, so that a click pays nothing.
 * @slot - The content for pages without JavaScript, such as a form; hidden otherwise.
 * @slot label - The text of the button, if it needs markup.
 * @slot icon - An icon before the text. While the button is busy, a spinner takes its place.
 * @fires {CustomEvent<Checkout>} dodo-topup-checkout - Fired before the checkout is opened;
 *   cancelable.
 * @fires {CustomEvent<TopupState>} dodo-topup-applied - Fired once the money has been added to
 *   the balance.
 * @fires {CustomEvent<TopupState>} dodo-topup-failed - Fired when the payment has failed, was
 *   canceled, has expired, is held or was dismissed.
 * @fires {CustomEvent<TopupState>} dodo-topup-error - Fired when a click has failed, or when a
 *   poll has failed and the state is `slow`.
 * @csspart base - The box around everything that is shown.
 * @csspart button - The native button, at least 14em wide if there is room.
 * @csspart status - The line of text below the button, with its mark.
 * @csspart methods - The group of payment methods, shown if there are several and no `method`.
 * @csspart badge - The badge that marks test mode, in which no real money is taken.
 * @cssprop --dodo-topup-accent - The background colour of the button; default `#2456e6`, and
 *   `#3d6bf2` where the colour scheme is dark.
 * @cssprop --dodo-topup-on-accent - The colour of the button's text; default `#fff`.
 * @cssprop --dodo-topup-radius - The corner radius of the button and of the methods; default
 *   `.75rem`.
 * @cssprop --dodo-topup-height - The least height of the button; default `2.75rem`. What can be
 *   pressed is at least 44 pixels high in any case.
 * @cssprop --dodo-topup-width - The width of the element; default that of its content.
 * @cssstate busy - Set in `creating`, `redirecting` and `confirming`, unless a click would check
 *   the payment again.
 * @cssstate idle - There is no payment, or no money is known for it yet.
 * @cssstate creating - The checkout is being opened.
 * @cssstate redirecting - The page is being left.
 * @cssstate confirming - It is not known yet how the payment ends.
 * @cssstate applied - The money has been added to the balance.
 * @cssstate failed - The payment has failed or was dismissed.
 * @cssstate canceled - The checkout was canceled or has expired.
 * @cssstate held - The payment is under review by a person.
 * @cssstate error - The last click has failed.
 */
export class DodoTopupButton extends LitElement implements TopupStoreOptions {
  static override readonly properties: PropertyDeclarations = {
    topup_id: { attribute: "topup-id" },
    endpoint: {},
    method: {},
    return_to: { attribute: "return-to" },
    target: {},
    mode: {},
    checkout_hosts: { attribute: "checkout-hosts", converter: (value) => value?.split(" ") },
    label: {},
    disabled: { type: Boolean, reflect: true },
    client: { attribute: false },
    createTopup: { attribute: false },
    // `token` and `overlay` do not affect the rendering. They are declared here because Vue, Svelte
    // and React set a property only if the element has it.
    token: { attribute: false },
    overlay: { attribute: false },
  };
  static override readonly styles: CSSResult = style;
  static override readonly shadowRootOptions: ShadowRootInit = {
    mode: "open",
    delegatesFocus: true,
  };

  declare topup_id: string | undefined;
  declare endpoint: string | undefined;
  declare method: string | undefined;
  declare return_to: string | undefined;
  declare target: string | undefined;
  declare mode: string | undefined;
  declare checkout_hosts: readonly string[] | undefined;
  declare label: string | undefined;
  declare disabled: boolean;
  /** The client to use in place of `endpoint` and `token`. */
  declare client: BuyerClient | undefined;
  /** A bearer token, or a function that returns one. */
  declare token: Token | undefined;
  /**
   * Creates the topup when the button is clicked, and returns its id. The browser remembers the
   * open payment under the `id` of the element, so that the payment is found again after a reload.
   */
  declare createTopup: (() => Promise<string> | string) | undefined;

  /** `DodoPayments` of `dodopayments-checkout`, which draws the overlay of `mode="overlay"`. */
  declare overlay: CheckoutOverlay | undefined;

  readonly #controller: StoreController = new StoreController(this, this.attachInternals(), () =>
    this.#currentWords(),
  );
  #loading: Promise<void> | undefined;
  #words: KnownWords | undefined;
  #feedback: Feedback | undefined;
  #language_observer: MutationObserver | undefined;

  /** The latest state of the topup. */
  get state(): TopupState {
    return this.#controller.state;
  }

  /**
   * The store behind the button. It is created after the first rendering, and again after
   * `topup_id`, `endpoint` or `client` has changed. Until it is created, the value is `undefined`.
   * `store.check()` polls the open payment. Call `store.reset()` to forget that payment when the
   * user signs out.
   */
  get store(): TopupStore | undefined {
    return this.#controller.store;
  }

  /** Waits until the element is rendered, then calls the store's `pay()` with the chosen method. */
  async pay(): Promise<void> {
    await this.updateComplete;
    await this.#controller.connect();
    await this.store?.pay(
      this.method ||
        this.renderRoot.querySelector<HTMLInputElement>(":checked")?.value ||
        this.#controller.methods?.[0]?.id,
    );
  }

  /** The language of the texts, and of the result page if there is one in it. */
  get language(): string {
    return this.#currentWords().language;
  }

  /**
   * Fires `dodo-topup-checkout`. Unless a listener cancels the event, opens the overlay if `mode`
   * is `overlay`. The store calls this method before it opens the checkout, and does not open it if
   * the result is `false`.
   */
  onCheckout(checkout: Checkout): boolean {
    return (
      fire(this, "dodo-topup-checkout", checkout, { cancelable: true }) &&
      !opensOverlay(this, checkout.checkout_url)
    );
  }

  /** Writes to the console why the methods could not be loaded. The store calls this method. */
  onMethodsError(error: PaymentClientError): void {
    void feedback?.logForDeveloper(error);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const load = (): void => this.#loadWords();
    this.#language_observer = observeLanguage(this, load);
    load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#language_observer?.disconnect();
  }

  /**
   * Delays the first rendering until the texts are loaded, for at most a second. If a server has
   * rendered the element, the rendering is not delayed.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.renderRoot.firstChild) await waitShortly(this.#loading);
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<DodoTopupButton>): void {
    if (changed.has("topup_id") || changed.has("endpoint") || changed.has("client"))
      this.#controller.restart();
  }

  /** Adds the styles of `feedback.ts` once they are loaded, and warns about a missing `id`. */
  protected override updated(): void {
    feedback?.warnWithoutId(this);
    if (!feedback || this.#feedback) return;
    this.#feedback = feedback;
    const { elementStyles } = this.constructor as typeof DodoTopupButton;
    adoptStyles(this.renderRoot as ShadowRoot, [...elementStyles, unsafeCSS(feedback.style)]);
  }

  protected override render(): TemplateResult {
    return renderElement(this, this.#currentWords(), this.#controller.methods);
  }

  #loadWords(): void {
    const loading = loadWords(languageOf(this)).then((words) => {
      // The language may have changed again while these texts were loaded.
      if (loading !== this.#loading) return;
      this.#words = words;
      this.requestUpdate();
    });
    this.#loading = loading;
  }

  /**
   * Returns the texts to render. Before the texts are loaded, only the `lang` attribute selects the
   * language, as it does on a server. So the first rendering in the browser can equal the server's.
   */
  #currentWords(): KnownWords {
    return this.#words ?? wordsAtHand(`${this.getAttribute("lang")}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dodo-topup-button": DodoTopupButton;
  }
  interface HTMLElementEventMap extends DodoTopupEventMap {}
}
