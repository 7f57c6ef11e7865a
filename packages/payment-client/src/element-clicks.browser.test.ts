import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { buttonOf, click, innerOf, SECOND, settled, tidy, useTidyPage } from "../test/button.ts";
import { CHECKOUT, failure, METHOD } from "../test/scripted-client.ts";

useTidyPage();

describe("[B02] clicks", () => {
  it("two, three, and Enter held down, make one request", async () => {
    const { button, client, inner } = await buttonOf();
    client.hold = true;
    inner.click();
    inner.click();
    inner.click();
    inner.focus();
    for (let repeat = 0; repeat < 5; repeat += 1) await sendKeys({ press: "Enter" });
    client.release();
    await settled(button);
    expect(client.creates).to.have.length(1);
  });

  it("on a disabled button, and one without an enabled method, make none", async () => {
    const { button, client } = await buttonOf({}, { disabled: true });
    await click(button);
    const none = await buttonOf({
      method_answers: [{ ...METHOD, enabled: false, reason: "not_configured" }],
    });
    await click(none.button);
    expect([client.creates.length, none.client.creates.length, none.status()]).to.deep.equal([
      0,
      0,
      "This cannot be paid here. Please reload the page or contact support.",
    ]);
  });

  it("send the method of the attribute, or the only one, without showing a choice", async () => {
    const named = await buttonOf({ method_answers: [METHOD, SECOND] }, { method: "bank" });
    await click(named.button);
    const only = await buttonOf();
    await click(only.button);
    const unknown = await buttonOf({ method_answers: failure("network") });
    await click(unknown.button);
    expect([named, only, unknown].map(({ client }) => client.creates[0]?.method_id)).to.deep.equal([
      "bank",
      "dodo",
      undefined,
    ]);
    expect(
      [named, only].map(({ button }) => button.shadowRoot?.querySelector("fieldset")),
    ).to.deep.equal([null, null]);
  });

  it("with `createTopup` create the topup at the click, by the function that is set then", async () => {
    const { button, client } = await buttonOf(
      { status_answers: ["paid"] },
      { topup_id: undefined, createTopup: () => "tu_old" },
    );
    button.createTopup = async () => "tu_new";
    await click(button);
    expect(client.creates.map(({ topup_id }) => topup_id)).to.deep.equal(["tu_new"]);
    expect([button.state.phase, innerOf(button).hasAttribute("aria-disabled")]).to.deep.equal([
      "applied",
      false,
    ]);
    await click(button);
    expect(client.creates).to.have.length(2);
  });
});

describe("[B03] back from the checkout", () => {
  it("after one poll the button is free if nobody has paid, and applied otherwise", async () => {
    for (const [answers, phase] of [
      [["pending"], "idle"],
      [["paid"], "applied"],
    ] as const) {
      // The checkout answers 204, so the browser stays on the page, as it does while a page loads.
      const { button, client, inner } = await buttonOf({
        status_answers: [...answers],
        create: [{ ...CHECKOUT, checkout_url: `${location.origin}/no-content` }],
      });
      button.addEventListener("dodo-topup-checkout", (event) => event.stopImmediatePropagation(), {
        capture: true,
      });
      await click(button);
      expect([button.state.phase, inner.getAttribute("aria-disabled")]).to.deep.equal([
        "redirecting",
        "true",
      ]);
      globalThis.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      expect(button.state.phase).to.equal("confirming");
      await settled(button);
      expect([button.state.phase, client.polls.length, client.creates.length]).to.deep.equal([
        phase,
        1,
        1,
      ]);
      tidy();
    }
  });
});
