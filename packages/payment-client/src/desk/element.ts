import {
  html,
  LitElement,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { Token } from "../buyer-client.ts";
import { createAdminClient, type AdminClient } from "../admin.ts";
import { pageAddress } from "./page-address.ts";
import type { DeskContext } from "./context.ts";
import { DeskController } from "./desk-controller.ts";
import { createDeskStore, type DeskStore } from "./desk-store.ts";
import { createFormats, type Formats } from "./formats.ts";
import { pressKey } from "./keys.ts";
import { buttons } from "./styles/buttons.ts";
import { decision } from "./styles/decision.ts";
import { frame } from "./styles/frame.ts";
import { header } from "./styles/header.ts";
import { lists } from "./styles/lists.ts";
import { narrowLists } from "./styles/narrow-lists.ts";
import { payment } from "./styles/payment.ts";
import { plots } from "./styles/plots.ts";
import { queue } from "./styles/queue.ts";
import { checkView } from "./views/check-view.ts";
import { eventsView } from "./views/events-view.ts";
import { headerView } from "./views/header-view.ts";
import { numbersView } from "./views/numbers-view.ts";
import { paymentView } from "./views/payment-view.ts";
import { paymentsView } from "./views/payments-view.ts";
import { queueView } from "./views/queue-view.ts";
import { wordsFor } from "./words/choose.ts";
import type { View } from "./address.ts";

const VIEWS: Readonly<Record<View["name"], (context: DeskContext) => TemplateResult>> = {
  queue: queueView,
  payments: paymentsView,
  payment: paymentView,
  events: eventsView,
  numbers: numbersView,
  check: checkView,
};

/**
 * The desk of an administrator: what needs a person, payments and deliveries, the history of each
 * payment, plots, and what keeps the shop from going live. An administrator confirms every decision
 * before it is sent.
 *
 * @summary Shows what needs a person, and sends the decisions of an administrator.
 * @tag dodo-payments-desk
 * @attr {string} endpoint - The address of the payment routes; default `/v1/payment`.
 * @attr {boolean} no-keys - Turns the keys `/`, `J`, `K`, `C`, `D` and `Esc` off.
 * @cssprop --dodo-desk-accent - The accent colour, such as that of the buttons that credit, of
 *   focus outlines and of what is selected; default `#2456e6`, and `#3d6bf2` where the colour scheme
 *   is dark.
 * @cssprop --dodo-desk-on-accent - The colour of the text on the buttons that credit; default
 *   `#fff`.
 */
export class DodoPaymentsDesk extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    endpoint: {},
    no_keys: { type: Boolean, attribute: "no-keys" },
    client: { attribute: false },
    token: { attribute: false },
  };
  static override readonly styles: CSSResultGroup = [
    frame,
    buttons,
    header,
    queue,
    payment,
    decision,
    lists,
    narrowLists,
    plots,
  ];

  declare endpoint: string | undefined;
  declare no_keys: boolean | undefined;
  /** The client to use in place of `endpoint` and `token`. */
  declare client: AdminClient | undefined;
  /** A bearer token, or a function that returns one. */
  declare token: Token | undefined;

  readonly #controller: DeskController = new DeskController(this, () => this.#createStore());

  #formats: { language: string; formats: Formats } | undefined;

  /** The store behind the desk, or `undefined` until the element is on a page. */
  get store(): DeskStore | undefined {
    return this.#controller.store;
  }

  protected override firstUpdated(): void {
    this.renderRoot.addEventListener("keydown", (event) => {
      if (this.store && !this.no_keys)
        pressKey(event as KeyboardEvent, this.store, this.renderRoot);
    });
  }

  protected override willUpdate(changed: PropertyValues<DodoPaymentsDesk>): void {
    if (
      this.hasUpdated &&
      (changed.has("endpoint") || changed.has("client") || changed.has("token"))
    )
      this.#controller.restart();
  }

  protected override render(): TemplateResult {
    const { store } = this.#controller;
    const words = wordsFor(this);
    if (!store) return html``;
    const context: DeskContext = {
      store,
      words,
      formats: this.#formatsOf(words.language),
      now: Date.now(),
      keys: !this.no_keys,
      plot_width: this.#controller.plot_width,
    };
    // German and English are read from left to right, even if the page around the element is not.
    return html`
      <div class="desk" lang=${words.language} dir="ltr">
        ${headerView(context)} ${VIEWS[store.$view.get().name](context)}
      </div>
    `;
  }

  #formatsOf(language: string): Formats {
    if (this.#formats?.language !== language)
      this.#formats = { language, formats: createFormats(language) };
    return this.#formats.formats;
  }

  #createStore(): DeskStore {
    const { client, endpoint, token } = this;
    return createDeskStore(client ?? createAdminClient({ endpoint, token }), pageAddress());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dodo-payments-desk": DodoPaymentsDesk;
  }
}
