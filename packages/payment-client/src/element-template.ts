import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { PaymentClientError } from "./errors.ts";
import { feedback } from "./feedback-loading.ts";
import type { KnownWords } from "./languages.ts";
import { isBusy, type TopupState } from "./topup-state.ts";
import type { PaymentMethod } from "./wire.ts";

/** The members of the element that the template uses. */
export interface ShownElement {
  readonly state: TopupState;
  readonly method: string | undefined;
  readonly label: string | undefined;
  readonly disabled: boolean;
  readonly createTopup: unknown;
  pay(): unknown;
}
/** The enabled methods, or `undefined` until they are loaded. */
type Methods = readonly PaymentMethod[] | undefined;

/** The error that a button shows if none of its methods is enabled. */
const NO_METHOD: PaymentClientError = new PaymentClientError("no_method");
/** The words of the button, besides its label. */
const BUTTON_WORDS = ["again", "on_its_way", "reviewing", "paid"] as const;
/**
 * The class of the button by the word that it shows. With one of these classes, a click does
 * nothing.
 */
const INERT_CLASSES: Readonly<Partial<Record<string, string>>> = {
  on_its_way: "bank",
  reviewing: "held",
  paid: "paid",
};

/** Draws everything: the choice of methods, the button, and the line below it. */
export function renderElement(
  element: ShownElement,
  words: KnownWords,
  methods: Methods,
): TemplateResult {
  // The paragraph contains no white space, so that `p:empty` matches while there is no text.
  return html`
    <div part="base" lang=${words.language} dir=${words.direction}>
      ${renderMethods(element, words, methods)} ${renderButton(element, words, methods)}
      <p part="status" id="status" role="status">${renderSentence(element, words, methods)}</p>
    </div>
    <slot></slot>
  `;
}

function renderMethods(
  { method, state }: ShownElement,
  words: KnownWords,
  methods: Methods = [],
): TemplateResult | typeof nothing {
  if (methods.length < 2 || method) return nothing;
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

function renderButton(element: ShownElement, words: KnownWords, methods: Methods): TemplateResult {
  const { state, label, disabled } = element;
  const word = wordNameOf(element);
  const inert_class =
    INERT_CLASSES[word] ?? (isBusy(state) ? "busy" : methods?.length === 0 && "off");
  return html`
    <button
      type="button"
      part="button"
      class=${inert_class || ""}
      ?disabled=${disabled}
      aria-disabled=${!!inert_class || nothing}
      aria-describedby="status"
      @click=${() => inert_class || element.pay()}
    >
      <span class=${word === "label" ? "on" : ""}>
        <i><slot name="icon"></slot></i>
        <span><slot name="label">${ownNode(label ?? words.label)}</slot></span>
      </span>
      ${BUTTON_WORDS.map(
        (name) => html`
          <span class=${name === word ? "on" : ""}>
            ${renderMark(feedback?.MARKS[name])}
            <span>${ownNode(words[name])}</span>
          </span>
        `,
      )}
      ${methods?.[0]?.test_mode ? html`<small part="badge">${words.test}</small>` : nothing}
    </button>
  `;
}

/**
 * Returns the name of the word that the button shows. The word differs from the label only if a
 * click starts no payment.
 */
function wordNameOf({ state, createTopup }: ShownElement): "label" | (typeof BUTTON_WORDS)[number] {
  const { phase, stage, slow } = state;
  if (slow) return "again";
  if (phase === "held") return "reviewing";
  if (phase === "applied" && !createTopup) return "paid";
  return phase === "confirming" && stage === "bank" ? "on_its_way" : "label";
}

function renderSentence(
  { state }: ShownElement,
  words: KnownWords,
  methods: Methods,
): TemplateResult | typeof nothing {
  const refused = methods?.length === 0 && state.phase === "idle";
  // A button without an enabled method shows the same error as one whose checkout was refused.
  const shown: TopupState = refused ? { phase: "error", error: NO_METHOD } : state;
  const line = feedback?.statusLineOf(shown, isBusy(shown), words);
  if (!line) return nothing;
  const { sentence, mark, soft, reference } = line;
  // There is no white space between the elements: it would be seen before the sentence.
  return html`${mark && renderMark(mark, soft ? "soft" : "")}<span
      >${ownNode(sentence)}${
        reference && html`<br />${reference} <bdi>${state.payment_id}</bdi>`
      }</span
    >`;
}

/** Draws a mark. Before its SVG path is loaded, the mark is empty and has the same size. */
function renderMark(lines = "", name = ""): TemplateResult {
  return html`<svg class=${name} viewBox="0 0 24 24" aria-hidden="true"><path d=${lines} /></svg>`;
}

/**
 * Draws a text. When the text changes, its node is replaced and not changed in place. A browser
 * that translates the page moves the old node elsewhere, where a change would not be seen.
 */
function ownNode(text: string): unknown {
  return keyed(text, text);
}
