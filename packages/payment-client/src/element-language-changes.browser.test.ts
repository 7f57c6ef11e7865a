import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import { useTidyPage, wordOf } from "../test/button.ts";
import { scriptedClient } from "../test/scripted-client.ts";
import type { DodoTopupButton } from "./element.ts";

useTidyPage();

describe("[F46] the language follows `lang` when it changes", () => {
  const at_first = document.documentElement.lang;
  afterEach(() => void (document.documentElement.lang = at_first));

  it("on the page", async () => {
    document.documentElement.lang = "en";
    const button = await draw(document.body);
    await shows(button, "Top up");
    document.documentElement.lang = "de";
    await shows(button, "Guthaben aufladen");
    button.remove();
  });

  it("on the element, and when it is removed there", async () => {
    const place = await fixture<HTMLElement>(html`<p lang="fr"></p>`);
    const button = await draw(place);
    await shows(button, "Recharger le solde");
    button.lang = "es";
    await shows(button, "Recargar saldo");
    button.removeAttribute("lang");
    await shows(button, "Recharger le solde");
  });

  it("on the host of a shadow root, and of the root around that", async () => {
    const outer = await fixture<HTMLElement>(html`<div lang="pt"></div>`);
    const host = document.createElement("div");
    outer.attachShadow({ mode: "open" }).append(host);
    const button = await draw(host.attachShadow({ mode: "closed" }));
    await shows(button, "Carregar saldo");
    host.lang = "de";
    await shows(button, "Guthaben aufladen");
    host.lang = "";
    outer.lang = "fr";
    await shows(button, "Recharger le solde");
  });

  it("when the element is moved", async () => {
    const french = await fixture<HTMLElement>(html`<p lang="fr"></p>`);
    const german = await fixture<HTMLElement>(html`<p lang="de"></p>`);
    const button = await draw(french);
    await shows(button, "Recharger le solde");
    german.append(button);
    await shows(button, "Guthaben aufladen");
  });

  it("while the words of another language are still being loaded, the last one counts", async () => {
    const button = await draw(document.body);
    for (const lang of ["ja", "hi", "ar", "de"]) button.lang = lang;
    await shows(button, "Guthaben aufladen");
    button.remove();
  });

  it("and a removed button listens no more", async () => {
    const { disconnect } = MutationObserver.prototype;
    let disconnected = 0;
    MutationObserver.prototype.disconnect = function (): void {
      disconnected += 1;
      disconnect.call(this);
    };
    const button = await draw(document.body);
    button.remove();
    MutationObserver.prototype.disconnect = disconnect;
    expect(disconnected).to.equal(1);
  });

  it("tells the server the language of the page at the click", async () => {
    const place = await fixture<HTMLElement>(html`<p lang="de-AT"></p>`);
    const client = scriptedClient();
    const button = await draw(place, client);
    button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
    await shows(button, "Guthaben aufladen");
    await button.pay();
    expect(client.creates.map(({ language }) => language)).to.deep.equal(["de"]);
  });
});

async function draw(
  place: ParentNode,
  client: ReturnType<typeof scriptedClient> = scriptedClient(),
): Promise<DodoTopupButton> {
  const button = Object.assign(document.createElement("dodo-topup-button"), {
    client,
    topup_id: "tu_1",
  });
  place.append(button);
  await waitUntil(() => button.shadowRoot?.querySelector("button"), "the button is drawn");
  return button;
}

async function shows(button: Element, word: string): Promise<void> {
  await waitUntil(() => wordOf(button) === word, `${word} is shown`, { timeout: 3_000 });
}
