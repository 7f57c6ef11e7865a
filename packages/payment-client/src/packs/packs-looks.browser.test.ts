// What a designer measures in the packs: nothing moves, everything can be hit, read and reached.
import { expect, fixture, html } from "@open-wc/testing";
import { sendKeys, setViewport } from "@web/test-runner-commands";
import { useTidyPage } from "../../test/button.ts";
import { contrastOf, inkOf, paintOf } from "../../test/contrast.ts";
import {
  allSettled,
  buy,
  packsOf,
  textOf,
  typeAmount,
  type PacksFixture,
} from "../../test/packs.ts";
import { payment } from "../../test/packs-records.ts";
import { METHOD } from "../../test/scripted-client.ts";
import { catalogue } from "./words/catalogue.ts";
import { en } from "./words/en.ts";

useTidyPage();
const PAYMENTS = [
  payment({ invoice_url: "https://test.dodopayments.com/invoices/payments/pay_1" }),
  payment({ payment_id: "pmt_2", status: "pending", on_its_way: true }),
  payment({ payment_id: "pmt_3", status: "held" }),
  payment({ payment_id: "pmt_4", status: "failed" }),
  payment({ payment_id: "pmt_5", status: "dismissed" }),
];
const TEST_MODE = [{ ...METHOD, test_mode: true as const }];

/** Returns the boxes of everything that a buyer sees. */
function placesOf({ packs }: PacksFixture): string[] {
  const parts = packs.shadowRoot?.querySelectorAll(".pack, .tell, .own, .past, h2, .balance") ?? [];
  return [...parts].map((part) => {
    const { top, left, width, height } = part.getBoundingClientRect();
    return [part.className, top, left, width, height].join(" ");
  });
}

describe("[F47] at 1280 pixels", () => {
  before(async () => await setViewport({ width: 1280, height: 900 }));

  it("nothing moves from the click to the balance", async () => {
    const shop = await packsOf({ status_answers: ["on_its_way", "paid"] }, {}, PAYMENTS);
    const at_first = placesOf(shop);
    expect(at_first).to.have.length(10);
    shop.client.hold = true;
    await buy(shop, "pack-medium");
    expect(placesOf(shop), "creating").to.deep.equal(at_first);
    shop.client.release();
    await allSettled(shop.packs);
    expect(placesOf(shop), "confirming").to.deep.equal(at_first);
    await shop.button("pack-medium").store?.check();
    await allSettled(shop.packs);
    expect(shop.button("pack-medium").state.phase).to.equal("applied");
    expect(placesOf(shop), "applied").to.deep.equal(at_first);
  });

  it("the badge that arrives late moves nothing", async () => {
    const without = await packsOf({}, {}, PAYMENTS);
    const at_first = placesOf(without);
    without.packs.remove();
    const late = await packsOf({ method_answers: TEST_MODE }, {}, PAYMENTS);
    expect(textOf(late.inside(".test"))).to.contain("Test mode");
    expect(placesOf(late)).to.deep.equal(at_first);
  });

  it("the sentence stands under the packs and is read out once", async () => {
    const shop = await packsOf({ status_answers: ["held"] });
    await buy(shop, "pack-small");
    const own_line = shop.button("pack-small").shadowRoot?.querySelector("p");
    expect(own_line?.checkVisibility()).to.equal(false);
    expect(shop.inside(".said").checkVisibility()).to.equal(true);
    expect(shop.inside(".where").checkVisibility()).to.equal(false);
  });

  it("an amount out of bounds moves nothing", async () => {
    const shop = await packsOf();
    await typeAmount(shop, "12.50");
    const at_first = placesOf(shop);
    await typeAmount(shop, "3");
    expect(placesOf(shop)).to.deep.equal(at_first);
  });
});

describe("[F47] at 375 pixels", () => {
  before(async () => await setViewport({ width: 375, height: 800 }));

  it("the sentence stands in the card that was pressed", async () => {
    const shop = await packsOf({ status_answers: ["held"] });
    await buy(shop, "pack-small");
    const own_line = shop.button("pack-small").shadowRoot?.querySelector("p");
    expect(own_line?.checkVisibility()).to.equal(true);
    expect(shop.inside(".said").checkVisibility()).to.equal(false);
    expect(shop.inside(".where").checkVisibility()).to.equal(true);
  });
});

for (const [width, scheme] of [
  [1280, "light"],
  [1280, "dark"],
  [375, "dark"],
  [320, "light"],
] as const)
  describe(`[B01] at ${width} pixels in a ${scheme} page`, () => {
    before(async () => await setViewport({ width, height: 900 }));

    // Every language on the narrowest page, and two that differ most on the others.
    const languages = [en, ...catalogue].filter(
      ({ language }) => width === 320 || language === "de" || language === "ar",
    );
    for (const { language } of languages)
      it(`in ${language} everything is accessible, fits, and is 44 pixels high`, async () => {
        const page = await fixture<HTMLElement>(
          html`<main
            lang=${language}
            style="color-scheme:${scheme};background:Canvas;color:CanvasText"
          ></main>`,
        );
        const shop = await packsOf({ method_answers: TEST_MODE }, {}, PAYMENTS);
        shop.packs.removeAttribute("lang");
        page.append(shop.packs);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await allSettled(shop.packs);
        expect(shop.packs.language).to.equal(language);
        await typeAmount(shop, "3");
        await expect(shop.packs).to.be.accessible();
        expect(page.scrollWidth).to.be.at.most(width);
        const small = [...(shop.packs.shadowRoot?.querySelectorAll("a, .link, .field") ?? [])]
          .map((part) => part.getBoundingClientRect())
          .filter((box) => Math.round(box.height) < 44);
        expect(small).to.deep.equal([]);
        // The buttons keep one box for all of their states, so it is measured once.
        const boxes = [...(shop.packs.shadowRoot?.querySelectorAll("dodo-topup-button") ?? [])].map(
          (button) => button.shadowRoot?.querySelector("button")?.getBoundingClientRect().height,
        );
        expect(boxes.every((height = 0) => height >= 44)).to.equal(true);
      });

    it("texts have a contrast of at least 4.5, also on the page around", async () => {
      const page = await fixture<HTMLElement>(
        html`<main style="color-scheme:${scheme};background:Canvas;color:CanvasText"></main>`,
      );
      const shop = await packsOf({ method_answers: TEST_MODE }, {}, PAYMENTS);
      page.append(shop.packs);
      await allSettled(shop.packs);
      const low: string[] = [];
      for (const selector of [".each", ".each b", ".flag", ".bounds", ".e", ".is"]) {
        const part = shop.inside(selector);
        const card = part.closest<HTMLElement>(".pack, .own, .past") ?? page;
        const ratio = contrastOf(inkOf(part, card), paintOf(part, card));
        if (ratio < 4.5) low.push(`${selector} ${ratio}`);
      }
      for (const selector of [".label", ".tell .where", ".balance span"]) {
        const ratio = contrastOf(inkOf(shop.inside(selector), page), paintOf(page));
        if (ratio < 4.5) low.push(`${selector} ${ratio}`);
      }
      expect(low).to.deep.equal([]);
    });
  });

it("[B01] the keyboard reaches the packs, the amount and the receipt, in this order", async () => {
  const shop = await packsOf({}, {}, PAYMENTS);
  await typeAmount(shop, "12.50");
  const reached: string[] = [];
  for (let press = 0; press < 6; press += 1) {
    await sendKeys({ press: "Tab" });
    const at = shop.packs.shadowRoot?.activeElement;
    reached.push(at?.id || at?.localName || "");
    const inner = at?.shadowRoot?.activeElement ?? at ?? document.body;
    const outlined = at?.localName === "input" ? shop.inside(".field") : inner;
    expect(getComputedStyle(outlined).outlineStyle).to.equal("solid");
  }
  const buttons = ["pack-small", "pack-medium", "pack-large"];
  expect(reached).to.deep.equal([...buttons, "input", "own-amount", "a"]);
});

it("[F46] the packs follow the language around them", async () => {
  const page = await fixture<HTMLElement>(html`<main lang="de"></main>`);
  const shop = await packsOf();
  shop.packs.removeAttribute("lang");
  page.append(shop.packs);
  const heading = (): string => textOf(shop.inside("h2.label"));
  const until = async (text: string): Promise<void> => {
    for (let turn = 0; turn < 40 && heading() !== text; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(heading()).to.equal(text);
  };
  await until("Ihr Guthaben");
  expect(textOf(shop.inside(".price"))).to.equal("5,00 $");
  page.lang = "ar";
  await until("رصيدك");
  expect(shop.inside(".all").getAttribute("dir")).to.equal("rtl");
});

it("[F42] what the packs say is seen also after a browser has translated the page", async () => {
  const shop = await packsOf({ status_answers: ["failed"] });
  const where = shop.inside(".where slot");
  const font = document.createElement("font");
  font.append(...where.childNodes);
  where.append(font);
  await buy(shop, "pack-small");
  expect(textOf(shop.inside(".tell"))).to.contain("The payment did not go through.");
});

it("each slot takes the place of what the packs say", async () => {
  const shop = await packsOf();
  const names = ["heading", "packs-heading", "pack-small", "flag", "note", "own-heading"];
  names.push("payments-heading", "empty");
  for (const name of names) {
    const given = Object.assign(document.createElement("span"), { slot: name, textContent: name });
    shop.packs.append(given);
  }
  shop.packs.append(document.createElement("form"));
  await allSettled(shop.packs);
  const shown = [...shop.packs.children].map((child) => child.checkVisibility());
  expect(shown).to.deep.equal([...names.map(() => true), false]);
});
