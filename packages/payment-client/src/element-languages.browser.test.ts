import { expect, fixture, html } from "@open-wc/testing";
import { useTidyPage, wordOf } from "../test/button.ts";
import type { DodoTopupButton } from "./element.ts";

useTidyPage();

describe("languages", () => {
  it("follow the language of the text around, from the first drawing on", async () => {
    const around = await fixture<HTMLElement>(
      html`<div lang="ar-EG">
        <p lang="de"><dodo-topup-button topup-id="tu_1"></dodo-topup-button></p>
      </div>`,
    );
    const button = around.querySelector("dodo-topup-button") as DodoTopupButton;
    await oneDrawing(button);
    expect([
      wordOf(button),
      button.shadowRoot?.querySelector("[lang]")?.getAttribute("lang"),
    ]).to.deep.equal(["Guthaben aufladen", "de"]);
    const arabic = document.createElement("dodo-topup-button");
    around.append(arabic);
    await oneDrawing(arabic);
    expect(arabic.shadowRoot?.querySelector("[lang]")?.getAttribute("dir")).to.equal("rtl");
  });

  it("fall back to English, and others can be registered", async () => {
    const { en } = await import("./words/en.ts");
    const { registerWords } = await import("./element.ts");
    const unknown = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="nl" topup-id="tu_1"></dodo-topup-button>`,
    );
    expect(wordOf(unknown)).to.equal("Top up");
    registerWords({ ...en, language: "nl", label: "Opwaarderen" });
    const dutch = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="nl-BE" topup-id="tu_1"></dodo-topup-button>`,
    );
    expect(wordOf(dutch)).to.equal("Opwaarderen");
    const odd = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="constructor" topup-id="tu_1"></dodo-topup-button>`,
    );
    expect(wordOf(odd)).to.equal("Top up");
  });

  async function oneDrawing(button: DodoTopupButton): Promise<void> {
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => (observer.disconnect(), resolve()));
      if (button.shadowRoot) observer.observe(button.shadowRoot, { childList: true });
    });
  }
});
