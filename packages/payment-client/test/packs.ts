import { fixture, html } from "@open-wc/testing";
import "../src/packs/define.ts";
// The elements load these files themselves. Here they are loaded before, so that no test waits.
import "../src/feedback.ts";
import "../src/packs/styles/payments.ts";
import type { DodoTopupButton } from "../src/element.ts";
import type { DodoTopupPacks, TopupChoice, TopupOffer } from "../src/packs/element.ts";
import type { Payment } from "../src/wire.ts";
import { settled } from "./button.ts";
import { scriptedClient, type ScriptedClient } from "./scripted-client.ts";

/** What the scripted shop sells. */
export const OFFER: TopupOffer = {
  balance: 3_440,
  packs: [
    { id: "small", usd_cents: 500, credits: 500 },
    { id: "medium", usd_cents: 2_000, credits: 2_200, recommended: true },
    { id: "large", usd_cents: 5_000, credits: 6_000 },
  ],
  own_amount: { min_usd_cents: 500, max_usd_cents: 50_000, credits_per_usd: 100 },
};

/** A client with past payments, which counts how often they are asked for. */
export interface ScriptedPacksClient extends ScriptedClient {
  payments: Payment[];
  lists: number;
  myPayments: NonNullable<DodoTopupPacks["client"]>["myPayments"];
}

/** Packs on the page, with what was chosen. */
export interface PacksFixture {
  packs: DodoTopupPacks;
  client: ScriptedPacksClient;
  choices: TopupChoice[];
  inside(selector: string): HTMLElement;
  button(id: string): DodoTopupButton;
}

/** Creates a scripted client whose list has these payments. */
export function packsClient(
  script: Parameters<typeof scriptedClient>[0] = {},
  payments: Payment[] = [],
): ScriptedPacksClient {
  const client: ScriptedPacksClient = Object.assign(scriptedClient(script), {
    payments,
    lists: 0,
    myPayments: async ({ limit = 50 }: { limit?: number | undefined } = {}) => {
      client.lists += 1;
      const items = client.payments.slice(0, limit);
      return { items, next_cursor: null, retry_after_ms: null };
    },
  });
  return client;
}

/** Draws packs over a scripted server, and waits until they are drawn. */
export async function packsOf(
  script: Parameters<typeof scriptedClient>[0] = {},
  set: Partial<DodoTopupPacks> = {},
  payments: Payment[] = [],
): Promise<PacksFixture> {
  const client = packsClient(script, payments);
  const choices: TopupChoice[] = [];
  const createTopup = (choice: TopupChoice): string => `tu_${choices.push(choice)}`;
  const packs = await fixture<DodoTopupPacks>(
    html`<dodo-topup-packs
      lang="en"
      .client=${client}
      .offer=${OFFER}
      .createTopup=${createTopup}
    ></dodo-topup-packs>`,
  );
  Object.assign(packs, set);
  packs.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
  const inside = (selector: string): HTMLElement => {
    const found = packs.shadowRoot?.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`${selector} is not drawn`);
    return found;
  };
  const button = (id: string): DodoTopupButton => inside(`#${id}`) as DodoTopupButton;
  await allSettled(packs);
  return { packs, client, choices, inside, button };
}

/** Waits until the packs and all of their buttons are drawn. */
export async function allSettled(packs: DodoTopupPacks): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await packs.updateComplete;
    for (const button of packs.shadowRoot?.querySelectorAll("dodo-topup-button") ?? [])
      await settled(button);
  }
}

/** Clicks a button of the packs, and waits until everything that follows at once is done. */
export async function buy({ packs, button }: PacksFixture, id: string): Promise<void> {
  button(id).shadowRoot?.querySelector("button")?.click();
  await allSettled(packs);
}

/** Returns the text that is shown, with single spaces. */
export function textOf(element: Element): string {
  return (element as HTMLElement).innerText.replaceAll(/\s+/g, " ").trim();
}

/** Types an amount into the field, and leaves the field if `leaves` says so. */
export async function typeAmount(
  { packs, inside }: PacksFixture,
  text: string,
  leaves = true,
): Promise<void> {
  const field = inside(".field input") as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (leaves) field.dispatchEvent(new Event("change", { bubbles: true }));
  await allSettled(packs);
}
