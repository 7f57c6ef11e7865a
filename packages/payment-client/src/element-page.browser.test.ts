import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { buttonOf, click, innerOf, useTidyPage, wordOf } from "../test/button.ts";
import { DodoTopupButton } from "./element.ts";

useTidyPage();

describe("on a page", () => {
  it("the parameters that Dodo added are removed from the address", async () => {
    const before = location.href;
    history.replaceState(
      null,
      "",
      "?keep=1&payment_id=pay_7hQ2&status=succeeded&email=ada%40example.com#top",
    );
    await buttonOf();
    expect(location.search + location.hash).to.equal("?keep=1#top");
    history.replaceState(null, "", "?status=mine&email=mine");
    await buttonOf();
    expect(location.search).to.equal("?status=mine&email=mine");
    history.replaceState(null, "", before);
  });

  it("[B10] a second copy of the package does no harm", async () => {
    await import(
      new URL("/packages/payment-client/dist/cdn/dodo-topup-button.js", location.origin).href
    );
    const { button, client } = await buttonOf({ status_answers: ["paid"] });
    await click(button);
    expect([
      button instanceof DodoTopupButton,
      button.state.phase,
      client.creates.length,
    ]).to.deep.equal([true, "applied", 1]);
  });

  it("a subclass can be registered under another name", async () => {
    customElements.define("my-button", class extends DodoTopupButton {});
    const mine = await fixture<DodoTopupButton>(
      html`<my-button topup-id="tu_1" lang="en" label="Mine"></my-button>`,
    );
    expect(wordOf(mine)).to.equal("Mine");
  });

  it("the label, an icon and the fallback without JavaScript are slots", async () => {
    const button = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="en" topup-id="tu_1"
        ><b slot="label">Buy</b><i slot="icon">+</i
        ><a href="/pay">Pay without a script</a></dodo-topup-button
      >`,
    );
    const shown = [...button.children].map((child) => [
      child.tagName,
      (child as HTMLElement).checkVisibility(),
    ]);
    expect(shown).to.deep.equal([
      ["B", true],
      ["I", true],
      ["A", false],
    ]);
    await expect(button).to.be.accessible();
  });

  it("its events reach a listener outside", async () => {
    const { button } = await buttonOf({ status_answers: ["paid"] });
    setTimeout(() => innerOf(button).click());
    const { detail } = await oneEvent(button, "dodo-topup-applied");
    expect(detail).to.include({ phase: "applied", payment_id: "pmt_1" });
  });
});
