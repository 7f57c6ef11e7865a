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
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import { isBusy, type Phase, type TopupState } from "./topup-state.ts";
import type { Checkout, PaymentMethod } from "./wire.ts";
import type { Words } from "./words/words.ts";

export { registerWords, type Words };

/** What its events carry; all of them bubble and cross shadow roots. */
export interface DodoTopupEventMap {
  /** The page is about to be left for the checkout; canceled, it stays and waits for the payment. */
  "dodo-topup-checkout": CustomEvent<Checkout>;
  /** The balance has it. */
  "dodo-topup-applied": CustomEvent<TopupState>;
  /** Failed, canceled or held: `detail.status` says which. */
  "dodo-topup-failed": CustomEvent<TopupState>;
  /** Something did not work: `detail.message` is what the visitor reads, `detail.error` is for developers. */
  "dodo-topup-error": CustomEvent<TopupState & { code: string; message: string }>;
}

const ENDS: Partial<Record<Phase, "applied" | "failed">> = {
  applied: "applied",
  failed: "failed",
  canceled: "failed",
  held: "failed",
};

/**
 * A button that opens the checkout of a topup and waits until the server has added it to the balance.
 *
 * @summary Pays one topup.
 * @tag dodo-topup-button
 * @attr {string} topup-id - The topup to pay.
 * @attr {string} endpoint - Where the payment routes are; default `/v1/payment`.
 * @attr {string} method - The way to pay, so that none has to be picked.
 * @attr {string} return-to - Where the result page leads back to; default this page.
 * @attr {string} checkout-hosts - Hosts of checkout pages besides Dodo's own, separated by spaces.
 * @attr {string} label - The button's text.
 * @attr {boolean} disabled - Nothing can be paid.
 * @slot - What works without JavaScript, such as a form with a button; not shown otherwise.
 * @slot label - The button's text, with markup.
 * @slot icon - Before the text.
 * @fires {CustomEvent<Checkout>} dodo-topup-checkout - Cancelable; before the page is left.
 * @fires {CustomEvent<TopupState>} dodo-topup-applied - The balance has it.
 * @fires {CustomEvent<TopupState>} dodo-topup-failed - Failed, canceled or held.
 * @fires {CustomEvent<TopupState>} dodo-topup-error - Something did not work.
 * @csspart button - The native button. It is 14em wide at least, unless the page sets `min-inline-size` of the element.
 * @csspart status - The line below the button.
 * @csspart methods - The ways to pay, where there are several.
 * @csspart badge - Says that no real money is taken.
 * @cssprop --dodo-topup-accent - Background of the button; default `#2456e6`.
 * @cssprop --dodo-topup-on-accent - Text on it; default `#fff`.
 * @cssprop --dodo-topup-radius - Its corners; default `.75em`.
 * @cssstate busy - It works by itself: opens the checkout, leaves, or waits for the payment.
 * @cssstate idle - Nothing has happened.
 * @cssstate creating - The checkout is being opened.
 * @cssstate redirecting - The page is being left.
 * @cssstate confirming - What has become of the payment is being asked.
 * @cssstate applied - The balance has it.
 * @cssstate failed
 * @cssstate canceled
 * @cssstate held - A person is looking at it.
 * @cssstate error - The last click did not work.
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
    // Nothing is drawn of them, but Vue, Svelte and React set as a property only what the element has.
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
  /** A client of your own, in place of `endpoint` and `token`. */
  declare client: BuyerClient | undefined;
  /** A bearer token, or what gives one. */
  declare token: Token | undefined;
  /** Makes the topup at the click and returns its id; the element's `id` is the name under which it outlives the page. */
  declare createTopup: (() => Promise<string> | string) | undefined;

  /** What is known of the topup. To read only. */
  state: TopupState = { phase: "idle" };
  /** Behind the button, once it is drawn: `store.check()` looks at the server now, `store.reset()` forgets what is open, as when the user signs out. */
  store: TopupStore | undefined;

  readonly #internals: ElementInternals = this.attachInternals();
  #spoken: Promise<void> | undefined;
  #words: Words | undefined;
  #methods: PaymentMethod[] | undefined;
  #disconnect: (() => void) | undefined;

  /** As a click does, once it is drawn. */
  async pay(): Promise<void> {
    await this.updateComplete;
    this.#connect();
    await this.store?.pay(
      this.method ||
        this.renderRoot.querySelector<HTMLInputElement>(":checked")?.value ||
        this.#methods?.[0]?.id,
    );
  }

  /** Asks the page, before it is left; the store calls it. */
  onCheckout(checkout: Checkout): boolean {
    return this.#tell("dodo-topup-checkout", checkout, true);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#spoken = loadWords(languageOf(this)).then((words) => {
      this.#words = words;
      this.requestUpdate();
    });
  }

  /** Moved elsewhere on the page, it goes on as it was. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => this.isConnected || this.#leave());
  }

  /** Waits a moment for the language, so that the first words that are seen are the right ones; what a server has drawn is taken over first. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.renderRoot.firstChild)
      await Promise.race([this.#spoken, new Promise((resolve) => setTimeout(resolve, 999))]);
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<DodoTopupButton>): void {
    if (!changed.has("topup_id") && !changed.has("endpoint") && !changed.has("client")) return;
    this.#leave();
    this.store = undefined;
    this.state = { phase: "idle" };
  }

  /** The store changes what is drawn: it is connected when this drawing is done. */
  protected override updated(): void {
    queueMicrotask(() => this.#connect());
  }

  protected override render(): TemplateResult {
    const words = this.#speech();
    const { phase, status, slow, payment_id } = this.state;
    const methods = this.#methods ?? [];
    const busy = isBusy(this.state);
    const none = this.#methods && !methods[0];
    const off = busy || none || phase === "held" || (phase === "applied" && !this.createTopup);
    const said = sentenceOf(this.state, words) ?? (none ? words.refused : nothing);
    return html`<div lang=${words.language} dir=${words.direction}>
        ${
          methods[1] && !this.method
            ? html`<fieldset part="methods" ?disabled=${busy}>
                <legend>${words.methods}</legend>
                ${methods.map(({ id, label }, at) => html`<label><input type="radio" name="m" value=${id} ?checked=${!at} /> ${label}</label>`)}
              </fieldset>`
            : nothing
        }<button
          type="button"
          part="button"
          class=${busy ? "busy" : ""}
          ?disabled=${this.disabled}
          aria-disabled=${off || nothing}
          @click=${() => off || this.pay()}
        >
          <slot name="icon"></slot>
          ${slow ? words.again : html`<slot name="label">${this.label ?? words.label}</slot>`}${methods[0]?.test_mode ? html` <small part="badge">${words.test}</small>` : nothing}
        </button>
        <p part="status" role="status">
          ${said}${payment_id && (slow || /held|dismissed/.test(`${status}`)) ? html`<br />${words.reference} <bdi>${payment_id}</bdi>` : nothing}
        </p>
      </div>
      <slot></slot>`;
  }

  /** The same at first as a server's, which sees nothing of the page around. */
  #speech(): Words {
    return this.#words ?? wordsAtHand(`${this.getAttribute("lang")}`);
  }

  #connect(): void {
    if (this.#disconnect || !this.isConnected) return;
    const { $topup, $methods, connect } = (this.store ??= createTopupStore(this));
    const offer = (methods: readonly PaymentMethod[] = []): void => {
      this.#methods = methods.filter(({ enabled }) => enabled);
      this.requestUpdate();
    };
    const ends = [
      $topup.subscribe((state) => this.#follow(state)),
      $methods.listen(offer),
      connect(),
    ];
    this.#disconnect = () => ends.forEach((end) => end());
  }

  #leave(): void {
    this.#disconnect?.();
    this.#disconnect = undefined;
  }

  #follow(state: TopupState): void {
    if (state === this.state) return;
    const { phase, error } = state;
    const end = phase !== this.state.phase && ENDS[phase];
    const busy = isBusy(state);
    this.state = state;
    this.requestUpdate();
    try {
      const { states } = this.#internals;
      states.clear();
      states.add(phase);
      if (busy) states.add("busy");
    } catch {
      // A browser before `:state()`: only a hook for styles.
    }
    if (error && !busy)
      this.#tell("dodo-topup-error", {
        ...state,
        code: error.code,
        message: sentenceOf(state, this.#speech()) ?? "",
      });
    else if (end) this.#tell(`dodo-topup-${end}`, state);
  }

  #tell<Name extends keyof DodoTopupEventMap>(
    name: Name,
    detail: DodoTopupEventMap[Name]["detail"],
    cancelable?: boolean,
  ): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: !!cancelable }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dodo-topup-button": DodoTopupButton;
  }
  interface HTMLElementEventMap extends DodoTopupEventMap {}
}
