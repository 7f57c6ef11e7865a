import { fixture, fixtureCleanup, html } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import "../src/define.ts";
// The button loads this file itself. Here it is loaded before, so that no test has to wait for it.
import "../src/feedback.ts";
import type { DodoTopupButton } from "../src/element.ts";
import type { PaymentMethod } from "../src/wire.ts";
import { METHOD, scriptedClient, type ScriptedClient } from "./scripted-client.ts";

/** A second payment method, so that there is a choice. */
export const SECOND: PaymentMethod = { ...METHOD, id: "bank", label: "Bank transfer" };

/** A button on the page, with its parts and its events. */
export interface Fixture {
  button: DodoTopupButton;
  client: ScriptedClient;
  /** The native button inside. */
  inner: HTMLButtonElement;
  status(): string;
  /** The events that the element has fired, oldest first. */
  events: CustomEvent[];
}

/**
 * Draws a button over a scripted server, and waits until it is drawn. Its checkout event is
 * canceled, so that the test page is never left.
 */
export async function buttonOf(
  script: Parameters<typeof scriptedClient>[0] = {},
  set: Partial<DodoTopupButton> = {},
): Promise<Fixture> {
  const client = scriptedClient(script);
  const button = await fixture<DodoTopupButton>(
    html`<dodo-topup-button lang="en"></dodo-topup-button>`,
  );
  Object.assign(button, { client, topup_id: "tu_1", ...set });
  const events: CustomEvent[] = [];
  for (const name of ["checkout", "applied", "failed", "error"])
    button.addEventListener(
      `dodo-topup-${name}`,
      (event) => void events.push(event as CustomEvent),
    );
  button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
  await settled(button);
  return { button, client, events, inner: innerOf(button), status: () => statusOf(button) };
}

/** Returns the native button inside, and throws if it is not drawn. */
export function innerOf(button: Element): HTMLButtonElement {
  const inner = button.shadowRoot?.querySelector("button");
  if (!inner) throw new Error("the button is not drawn");
  return inner;
}

/** Returns the word that the button shows. */
export function wordOf(button: Element): string {
  return innerOf(button).innerText.trim();
}

/** Returns the text of the status line. */
export function statusOf(button: Element): string {
  return (
    button.shadowRoot
      ?.querySelector<HTMLElement>("[role=status]")
      ?.innerText.replace(/\s+/g, " ")
      .trim() ?? ""
  );
}

/** Clicks the native button and waits until everything that follows at once is done. */
export async function click(button: DodoTopupButton): Promise<void> {
  innerOf(button).click();
  await settled(button);
}

/** Waits for the promises and drawings that are due now. */
export async function settled(button: DodoTopupButton): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await button.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Empties the page and both storages. */
export function tidy(): void {
  fixtureCleanup();
  localStorage.clear();
  sessionStorage.clear();
}

/** Gives each test of the file an empty page, empty storages and one size of the window. */
export function useTidyPage(): void {
  before(async () => await setViewport({ width: 800, height: 600 }));
  afterEach(tidy);
}
