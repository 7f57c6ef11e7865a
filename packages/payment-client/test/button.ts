import { fixture, fixtureCleanup, html } from "@open-wc/testing";
import "../src/define.ts";
import type { DodoTopupButton } from "../src/element.ts";
import { scriptedClient, type ScriptedClient } from "./scripted-client.ts";

export interface Fixture {
  button: DodoTopupButton;
  client: ScriptedClient;
  /** The native button inside. */
  inner: HTMLButtonElement;
  status(): string;
  /** Events that have left the element, oldest first. */
  events: CustomEvent[];
}

/** A button on the page, asked of a scripted server; it never leaves the page, since going to the checkout is canceled. */
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

export function innerOf(button: Element): HTMLButtonElement {
  const inner = button.shadowRoot?.querySelector("button");
  if (!inner) throw new Error("the button is not drawn");
  return inner;
}

export function statusOf(button: Element): string {
  return (
    button.shadowRoot
      ?.querySelector<HTMLElement>("[role=status]")
      ?.innerText.replace(/\s+/g, " ")
      .trim() ?? ""
  );
}

/** After promises and drawings that are due now. */
export async function settled(button: DodoTopupButton): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await button.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Between two tests: nothing is remembered, nothing is on the page. */
export function tidy(): void {
  fixtureCleanup();
  localStorage.clear();
  sessionStorage.clear();
}
