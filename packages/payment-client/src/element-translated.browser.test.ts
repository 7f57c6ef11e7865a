// A translator in the browser replaces each text by a `<font>` with its translation, also in shadow
// roots. What the button says afterwards must still be seen.
import { expect } from "@open-wc/testing";
import { buttonOf, click, settled, useTidyPage, wordOf } from "../test/button.ts";
import { failure } from "../test/scripted-client.ts";

useTidyPage();

describe("[F42] on a page that a browser has translated", () => {
  const news: [string, Parameters<typeof buttonOf>[0], string][] = [
    [
      "credited",
      { status_answers: ["on_its_way", "paid"] },
      "500 credits have been added to your balance.",
    ],
    [
      "held",
      { status_answers: ["on_its_way", "held"] },
      "Your payment has arrived and is being checked. Please do not pay again. Reference pmt_1",
    ],
    [
      "failed",
      { status_answers: ["on_its_way", "failed"] },
      "The payment did not go through. You can try again.",
    ],
    [
      "not found out",
      { status_answers: ["on_its_way", failure("unauthorized", 401)] },
      "Please sign in and try again. Reference pmt_1",
    ],
  ];
  for (const [name, script, sentence] of news) {
    it(`a payment that is ${name} says so, and nothing of the sentence before is left`, async () => {
      const { button, status } = await buttonOf(script);
      await click(button);
      translate(button);
      expect(status()).to.match(/^«Checking/);
      await button.store?.check();
      await settled(button);
      expect(status()).to.equal(sentence);
    });
  }

  it("the label that the page sets afterwards is shown", async () => {
    const { button } = await buttonOf({}, { label: "Add $20.00" });
    translate(button);
    expect(wordOf(button)).to.equal("«Add $20.00»");
    button.label = "Add $50.00";
    await settled(button);
    expect(wordOf(button)).to.equal("Add $50.00");
  });

  it("the words follow when the language changes", async () => {
    const { button } = await buttonOf();
    translate(button);
    button.lang = "de";
    await settled(button);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(wordOf(button)).to.equal("Guthaben aufladen");
  });
});

/** Replaces each text of the button as a translator does. */
function translate(button: Element): void {
  const root = button.shadowRoot as ShadowRoot;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Node[] = [];
  while (walker.nextNode())
    if (walker.currentNode.nodeValue?.trim()) texts.push(walker.currentNode);
  for (const text of texts) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    text.parentNode?.replaceChild(outer, text);
    outer.append(inner);
    inner.textContent = `«${text.nodeValue}»`;
  }
}
