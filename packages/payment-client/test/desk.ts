import { fixture, fixtureCleanup, html } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import "../src/desk/define.ts";
import type { DodoPaymentsDesk } from "../src/desk/element.ts";
import type { Payment, PaymentPage } from "../src/wire.ts";
import { scriptedAdmin, type Answers, type ScriptedAdmin } from "./desk-client.ts";

/** A desk on the page. */
export interface DeskFixture {
  desk: DodoPaymentsDesk;
  client: ScriptedAdmin;
  /** Returns the first element of a selector inside of the desk, and throws if there is none. */
  inside(selector: string): HTMLElement;
  /** Returns all elements of a selector inside of the desk. */
  all(selector: string): HTMLElement[];
  /** Returns the text of an element inside of the desk, or of all of it, with single spaces. */
  text(selector?: string): string;
  click(selector: string): Promise<void>;
}

/** Puts a desk on the page at a view, such as `#desk/check`, and waits until all of it is loaded. */
export async function deskOf(
  fragment = "",
  answers: Partial<Answers> = {},
  { lang = "en", ...set }: Partial<DodoPaymentsDesk> = {},
): Promise<DeskFixture> {
  const client = scriptedAdmin(answers);
  history.replaceState(null, "", `${location.pathname}${location.search}${fragment}`);
  const desk = await fixture<DodoPaymentsDesk>(
    html`<dodo-payments-desk lang=${lang} .client=${client}></dodo-payments-desk>`,
  );
  Object.assign(desk, set);
  const all = (selector: string): HTMLElement[] => [
    ...(desk.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
  ];
  const made: DeskFixture = {
    desk,
    client,
    all,
    inside(selector) {
      const [found] = all(selector);
      if (found === undefined) throw new Error(`${selector} is not drawn`);
      return found;
    },
    text: (selector = ".desk") => textOf(made.inside(selector)),
    async click(selector) {
      made.inside(selector).click();
      await settled(desk);
    },
  };
  await settled(desk);
  return made;
}

/** Waits for the promises and drawings that are due now. */
export async function settled(desk: DodoPaymentsDesk): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await desk.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Returns the text that is shown, with single spaces. */
export function textOf(element: HTMLElement): string {
  return element.innerText.replaceAll(/\s+/g, " ").trim();
}

/** Types a note about the payment that is shown. */
export async function writeNote({ desk, inside }: DeskFixture, note: string): Promise<void> {
  const field = inside("textarea") as HTMLTextAreaElement;
  field.value = note;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  await settled(desk);
}

/** A page of payments of a list that has no more. */
export function pageOf(items: Payment[], next_cursor: string | null = null): PaymentPage {
  return { items, next_cursor, retry_after_ms: null };
}

/** The answer of a list of payments that is these held ones, and nothing else. */
export function onlyHeld(held: Payment[]): Answers["payments"] {
  return async ({ status } = {}) => pageOf(status === "held" ? held : []);
}

/** A call that never answers. */
export async function never(): Promise<never> {
  return await new Promise(() => undefined);
}

/** Gives each test of the file an empty page, an address without a view and one size. */
export function useDeskPage(width = 1_280): void {
  before(async () => await setViewport({ width, height: 900 }));
  afterEach(() => {
    fixtureCleanup();
    history.replaceState(null, "", `${location.pathname}${location.search}`);
    document.documentElement.removeAttribute("dir");
  });
}
