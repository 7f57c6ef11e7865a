// The build collapses the white space of the templates, which must change nothing that is seen.
import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import { innerOf, SECOND, settled, statusOf, useTidyPage } from "../test/button.ts";
import { failure, METHOD, scriptedClient } from "../test/scripted-client.ts";
import type { DodoTopupButton } from "./element.ts";

useTidyPage();

before(async () => {
  const built = new URL("/packages/payment-client/dist/element.js", location.origin).href;
  const { DodoTopupButton: Built } = (await import(built)) as {
    DodoTopupButton: typeof DodoTopupButton;
  };
  customElements.define("built-topup-button", Built);
});

type Script = Parameters<typeof scriptedClient>[0];
const test_methods = [{ ...METHOD, test_mode: true as const }, SECOND];
const states: [string, Script, boolean][] = [
  ["idle", {}, false],
  ["idle with methods and a badge", { method_answers: test_methods }, false],
  ["confirming", { status_answers: ["on_its_way"] }, true],
  ["held, with a reference", { status_answers: ["held"] }, true],
  ["slow, with a reference", { status_answers: [failure("unauthorized", 401)] }, true],
];

for (const [name, script, pays] of states) {
  it(`built, it looks the same: ${name}`, async () => {
    const [source, built] = [await draw("dodo", script, pays), await draw("built", script, pays)];
    expect(built).to.deep.equal(source);
    expect(built.boxes.length).to.be.at.least(5);
  });
}

it("takes no room for a status line without text", async () => {
  const button = await drawn("dodo", {});
  expect(statusOf(button)).to.equal("");
  const { height } = button.getBoundingClientRect();
  expect(height).to.equal(innerOf(button).getBoundingClientRect().height);
});

/** What a visitor sees of a button: its text, and the boxes of all elements inside. */
async function draw(
  prefix: "dodo" | "built",
  script: Script,
  pays: boolean,
): Promise<{ text: string; boxes: string[] }> {
  const button = await drawn(prefix, script);
  if (pays) await button.pay();
  await settled(button);
  const { x, y } = button.getBoundingClientRect();
  const inside = [...(button.shadowRoot?.querySelectorAll<HTMLElement>("*") ?? [])];
  const boxes = inside.map((element) => {
    const box = element.getBoundingClientRect();
    return `${element.localName} ${box.x - x} ${box.y - y} ${box.width} ${box.height}`;
  });
  const text = inside.find(({ localName }) => localName === "div")?.innerText ?? "";
  button.remove();
  return { text, boxes };
}

async function drawn(prefix: "dodo" | "built", script: Script): Promise<DodoTopupButton> {
  const place = await fixture<HTMLElement>(html`<div></div>`);
  const button = document.createElement(`${prefix}-topup-button`) as DodoTopupButton;
  button.innerHTML = `<i slot="icon">+</i>`;
  Object.assign(button, { client: scriptedClient(script), topup_id: "tu_1", lang: "en" });
  button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
  place.append(button);
  // The built element loads a file of its own before it connects.
  await waitUntil(() => button.store, "the button is connected");
  await settled(button);
  localStorage.clear();
  return button;
}
