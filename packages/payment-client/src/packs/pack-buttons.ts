/** The buttons of the packs, and the payment method that all of them use. */
import { html, nothing, type TemplateResult } from "lit";
import type { CheckoutOverlay } from "../checkout-overlay.ts";
import type { PaymentMethod } from "../wire.ts";
import type { ButtonLook } from "./context.ts";
import type { TopupChoice } from "./offer.ts";
import type { PacksClient } from "./packs-client.ts";
import { createTopup, type PacksSource } from "./source.ts";

/** The members of the element that `PackButtons` uses. */
export interface PackButtonsHost extends PacksSource {
  readonly return_to: string | undefined;
  readonly target: string | undefined;
  readonly mode: string | undefined;
  readonly checkout_hosts: readonly string[] | undefined;
  readonly overlay: CheckoutOverlay | undefined;
  readonly shadowRoot: ShadowRoot | null;
  requestUpdate(): void;
}

/** Draws the buttons, and remembers the method that the buyer has chosen. */
export class PackButtons {
  readonly #host: PackButtonsHost;
  readonly #client: () => PacksClient;
  readonly #methods: () => readonly PaymentMethod[] | undefined;
  readonly #creators = new Map<string, () => Promise<string>>();
  #method: string | undefined;

  /** `client` and `methods` are functions, because their values can change between renderings. */
  constructor(
    host: PackButtonsHost,
    client: () => PacksClient,
    methods: () => readonly PaymentMethod[] | undefined,
  ) {
    this.#host = host;
    this.#client = client;
    this.#methods = methods;
  }

  /**
   * The id of the method that all buttons use: the one that the buyer has chosen, or else the
   * first. If there are not several methods, the value is `undefined`, because the buttons then
   * choose the method themselves.
   */
  get method(): string | undefined {
    const methods = this.#methods() ?? [];
    const chosen = methods.find(({ id }) => id === this.#method) ?? methods[0];
    return methods.length > 1 ? chosen?.id : undefined;
  }

  /** Chooses the method of all buttons. */
  readonly choose = (id: string): void => {
    this.#method = id;
    this.#host.requestUpdate();
  };

  /**
   * Draws a button. `choice` is called when a click creates a topup, and returns what the button
   * buys.
   */
  readonly render = (id: string, choice: () => TopupChoice, look: ButtonLook): TemplateResult => {
    const { return_to, target, mode, checkout_hosts, overlay } = this.#host;
    return html`<dodo-topup-button
      id=${id}
      class=${look.is_filled ? "" : "outline"}
      exportparts="button"
      label=${look.label}
      ?disabled=${look.disabled}
      return-to=${return_to ?? nothing}
      target=${target ?? nothing}
      mode=${mode ?? nothing}
      method=${this.method ?? nothing}
      .client=${this.#client()}
      .checkout_hosts=${checkout_hosts}
      .overlay=${overlay}
      .createTopup=${this.#creatorOf(id, choice)}
    ></dodo-topup-button>`;
  };

  /** The button of an amount of one's own, if it is drawn. */
  get own(): HTMLElementTagNameMap["dodo-topup-button"] | null | undefined {
    return this.#host.shadowRoot?.querySelector("#own-amount");
  }

  /**
   * Returns `createTopup` of the button with this id. The function is the same in each rendering,
   * so that the property does not change. The function therefore calls the `choice` of the first
   * rendering.
   */
  #creatorOf(id: string, choice: () => TopupChoice): () => Promise<string> {
    const creator = this.#creators.get(id) ?? (async () => await createTopup(this.#host, choice()));
    this.#creators.set(id, creator);
    return creator;
  }
}
