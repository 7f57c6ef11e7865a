import {
  html,
  LitElement,
  nothing,
  type CSSResult,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { BuyerClient, Token } from "./buyer-client.ts";
import { style } from "./element-style.ts";
import { languageOf, loadWords, registerWords, wordsAtHand } from "./languages.ts";
import { sentenceOf } from "./sentences.ts";
import { StoreController } from "./store-controller.ts";
import { fire, type DodoTopupEventMap } from "./topup-events.ts";
import { isBusy, type TopupState } from "./topup-state.ts";
import type { TopupStore, TopupStoreOptions } from "./topup-store.ts";
import type { Checkout, PaymentStatus } from "./wire.ts";
import type { Words } from "./words/words.ts";

export { registerWords, type DodoTopupEventMap, type Words };

/** How many milliseconds the first rendering waits at most for the texts of its language. */
const WORDS_TIMEOUT_MS = 999;
/** The statuses for which the payment id is shown, in case the buyer writes to support. */
const SHOWS_REFERENCE: ReadonlySet<PaymentStatus | undefined> = new Set(["held", "dismissed"]);

/**
 * A button that opens the checkout of a topup and waits until the server has added the money to the
 * balance.
 *
 * @summary Pays one topup.
 * @tag dodo-topup-button
 * @attr {string} topup-id - The id of the topup to pay.
 * @attr {string} endpoint - The address of the payment routes; default `/v1/payment`.
 * @attr {string} method - The id of the payment method; without it the buyer chooses one.
 * @attr {string} return-to - The address that the result page links back to; default this page.
 * @attr {string} checkout-hosts - Allowed checkout hosts besides Dodo's own, separated by spaces.
 * @attr {string} label - The text of the button.
 * @attr {boolean} disabled - Disables the button, so that nothing can be paid.
 * @slot - The content for pages without JavaScript, such as a form; hidden otherwise.
 * @slot label - The text of the button, if it needs markup.
 * @slot icon - An icon before the text.
 * @fires {CustomEvent<Checkout>} dodo-topup-checkout - Fired before the page is left; cancelable.
 * @fires {CustomEvent<TopupState>} dodo-topup-applied - Fired once the money has been added to
 *   the balance.
 * @fires {CustomEvent<TopupState>} dodo-topup-failed - Fired when the payment has failed, was
 *   canceled or is held.
 * @fires {CustomEvent<TopupState>} dodo-topup-error - Fired when an action has failed.
 * @csspart button - The native button. The element's `min-inline-size` makes it at least 14em wide.
 * @csspart status - The line of text below the button.
 * @csspart methods - The group of payment methods, shown if there are several.
 * @csspart badge - The badge that marks test mode, in which no real money is taken.
 * @cssprop --dodo-topup-accent - The background colour of the button; default `#2456e6`.
 * @cssprop --dodo-topup-on-accent - The colour of the button's text; default `#fff`.
 * @cssprop --dodo-topup-radius - The corner radius of the button; default `.75em`.
 * @cssstate busy - Set while the button opens the checkout, leaves the page or polls the payment.
 * @cssstate idle - Nothing has happened yet.
 * @cssstate creating - The checkout is being opened.
 * @cssstate redirecting - The page is being left.
 * @cssstate confirming - The payment is being polled.
 * @cssstate applied - The money has been added to the balance.
 * @cssstate failed - The payment has failed.
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
    checkout_hosts: { attribute: "checkout-hosts", converter: (value) => value?.split(" ") },
    label: {},
    disabled: { type: Boolean, reflect: true },
    client: { attribute: false },
    // `createTopup` and `token` do not affect the rendering. They are declared here because Vue,
    // Svelte and React set a property only if the element has it.
    createTopup: { attribute: false },
    token: { attribute: false },
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

  readonly #controller: StoreController = new StoreController(this, this.attachInternals(), () =>
    this.#currentWords(),
  );
  #loading: Promise<void> | undefined;
  #words: Words | undefined;

  /** The latest state of the topup. */
  get state(): TopupState {
    return this.#controller.state;
  }

  /**
   * The store behind the button, or `undefined` until the element is first rendered.
   * `store.check()` polls the server now. Call `store.reset()` to forget the open payment when the
   * user signs out.
   */
  get store(): TopupStore | undefined {
    return this.#controller.store;
  }

  /** Waits until the element is rendered, then starts the payment as a click on the button does. */
  async pay(): Promise<void> {
    await this.updateComplete;
    this.#controller.connect();
    await this.store?.pay(
      this.method ||
        this.renderRoot.querySelector<HTMLInputElement>(":checked")?.value ||
        this.#controller.methods?.[0]?.id,
    );
  }

  /** Fires `dodo-topup-checkout`. The store calls this method before it leaves the page. */
  onCheckout(checkout: Checkout): boolean {
    return fire(this, "dodo-topup-checkout", checkout, { cancelable: true });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#loading = loadWords(languageOf(this)).then((words) => {
      this.#words = words;
      this.requestUpdate();
    });
  }

  /**
   * Delays the first rendering until the texts are loaded, unless a server rendered the element.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.renderRoot.firstChild) {
      const timeout = new Promise((resolve) => setTimeout(resolve, WORDS_TIMEOUT_MS));
      await Promise.race([this.#loading, timeout]);
    }
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<DodoTopupButton>): void {
    if (changed.has("topup_id") || changed.has("endpoint") || changed.has("client"))
      this.#controller.restart();
  }

  protected override render(): TemplateResult {
    const words = this.#currentWords();
    // The paragraph contains no white space, so that `p:empty` matches while there is no text.
    return html`
      <div lang=${words.language} dir=${words.direction}>
        ${this.#renderMethods(words)} ${this.#renderButton(words)}
        <p part="status" role="status">${this.#sentence(words)}${this.#renderReference(words)}</p>
      </div>
      <slot></slot>
    `;
  }

  #renderMethods(words: Words): TemplateResult | typeof nothing {
    const { methods = [], state } = this.#controller;
    if (methods.length < 2 || this.method) return nothing;
    return html`
      <fieldset part="methods" ?disabled=${isBusy(state)}>
        <legend>${words.methods}</legend>
        ${methods.map(
          ({ id, label }, index) => html`
            <label>
              <input type="radio" name="m" value=${id} ?checked=${index === 0} /> ${label}
            </label>
          `,
        )}
      </fieldset>
    `;
  }

  #renderButton(words: Words): TemplateResult {
    const { phase, slow } = this.state;
    const busy = isBusy(this.state);
    const paid = phase === "applied" && !this.createTopup;
    const inert = busy || paid || phase === "held" || this.#hasNoMethod();
    const label = html`<slot name="label">${this.label ?? words.label}</slot>`;
    return html`
      <button
        type="button"
        part="button"
        class=${busy ? "busy" : ""}
        ?disabled=${this.disabled}
        aria-disabled=${inert || nothing}
        @click=${() => inert || this.pay()}
      >
        <slot name="icon"></slot>
        ${slow ? words.again : label} ${this.#renderBadge(words)}
      </button>
    `;
  }

  #renderBadge(words: Words): TemplateResult | typeof nothing {
    const test_mode = this.#controller.methods?.[0]?.test_mode;
    return test_mode ? html`<small part="badge">${words.test}</small>` : nothing;
  }

  #sentence(words: Words): string | typeof nothing {
    return sentenceOf(this.state, words) ?? (this.#hasNoMethod() ? words.refused : nothing);
  }

  #renderReference(words: Words): TemplateResult | typeof nothing {
    const { payment_id, slow, status } = this.state;
    if (!payment_id || !(slow || SHOWS_REFERENCE.has(status))) return nothing;
    return html`<br />${words.reference} <bdi>${payment_id}</bdi>`;
  }

  /** Whether the methods are loaded and none of them is enabled. */
  #hasNoMethod(): boolean {
    return this.#controller.methods?.length === 0;
  }

  /**
   * Returns the texts to render. Before the texts are loaded, only the `lang` attribute selects the
   * language, as it does on a server. So the first rendering in the browser equals the server's.
   */
  #currentWords(): Words {
    return this.#words ?? wordsAtHand(`${this.getAttribute("lang")}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dodo-topup-button": DodoTopupButton;
  }
  interface HTMLElementEventMap extends DodoTopupEventMap {}
}
