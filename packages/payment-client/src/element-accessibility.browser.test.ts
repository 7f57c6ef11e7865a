import { expect, fixture, html } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { buttonOf, click, innerOf, SECOND, settled, useTidyPage } from "../test/button.ts";
import { failure, METHOD } from "../test/scripted-client.ts";

useTidyPage();

describe("[B01] accessibility", () => {
  const phases: [string, Parameters<typeof buttonOf>[0], string][] = [
    ["idle", {}, ""],
    [
      "confirming",
      { status_answers: ["on_its_way"] },
      "Checking your payment. This takes a few seconds.",
    ],
    ["applied", { status_answers: ["paid"] }, "500 credits have been added to your balance."],
    [
      "failed",
      { status_answers: ["failed"] },
      "The payment did not go through. You can try again.",
    ],
    [
      "canceled",
      { status_answers: ["expired"] },
      "The payment did not go through. You can try again.",
    ],
    [
      "held",
      { status_answers: ["held"] },
      "Your payment has arrived and is being checked. Please do not pay again. Reference pmt_1",
    ],
    [
      "error",
      { create: [failure("provider_unavailable", 503)] },
      "That did not work just now. Please try again in a moment.",
    ],
  ];
  for (const [phase, script, sentence] of phases) {
    it(`is accessible when ${phase}, and announces it in one polite status line`, async () => {
      const { button, status } = await buttonOf(script);
      if (phase !== "idle") await click(button);
      expect(button.state.phase).to.equal(phase);
      expect(status()).to.equal(sentence);
      await expect(button).to.be.accessible();
    });
  }

  it("is accessible with a choice of methods, a test badge and a custom label", async () => {
    const { button } = await buttonOf(
      { method_answers: [{ ...METHOD, test_mode: true }, SECOND] },
      { label: "Buy 500 credits" },
    );
    await expect(button).to.be.accessible();
    expect(innerOf(button).textContent).to.contain("Test mode");
  });

  it("is a native button that keeps the focus while it is busy", async () => {
    const { button, client, inner } = await buttonOf();
    button.focus();
    expect(button.shadowRoot?.activeElement).to.equal(inner);
    client.hold = true;
    await sendKeys({ press: "Enter" });
    await settled(button);
    expect([
      inner.getAttribute("aria-disabled"),
      inner.disabled,
      button.shadowRoot?.activeElement === inner,
    ]).to.deep.equal(["true", false, true]);
    expect(button.matches(":state(busy)") && button.matches(":state(creating)")).to.equal(true);
    client.release();
  });

  it("is operated with the keyboard alone: the arrows choose a method, and Space pays", async () => {
    const { client, button } = await buttonOf({
      method_answers: [METHOD, SECOND],
      status_answers: ["paid"],
    });
    const start = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    button.before(start);
    start.focus();
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "ArrowDown" });
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Space" });
    await settled(button);
    expect(client.creates.map(({ method_id }) => method_id)).to.deep.equal(["bank"]);
    expect(button.state.phase).to.equal("applied");
  });

  it("has a target of at least 44 pixels, and keeps its size when it becomes busy", async () => {
    const { button, client, inner } = await buttonOf({}, { label: "Pay" });
    const { width, height } = inner.getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
    client.hold = true;
    await click(button);
    expect([
      inner.getBoundingClientRect().width,
      inner.getBoundingClientRect().height,
    ]).to.deep.equal([width, height]);
    client.release();
  });
});
