import { expect } from "@open-wc/testing";
import { useTidyPage } from "../../test/button.ts";
import {
  allSettled,
  buy,
  OFFER,
  packsClient,
  packsOf,
  textOf,
  typeAmount,
} from "../../test/packs.ts";
import { payment } from "../../test/packs-records.ts";
import { failure, METHOD } from "../../test/scripted-client.ts";
import { PaymentClientError } from "../errors.ts";

useTidyPage();
const SECOND = { ...METHOD, id: "bank", label: "Bank transfer" };

describe("the packs", () => {
  it("show the price first, what is comparable, and one recommended pack", async () => {
    const { packs, inside } = await packsOf();
    const cards = [...(packs.shadowRoot?.querySelectorAll(".pack") ?? [])].map(textOf);
    expect(cards).to.deep.equal([
      "$5.00 500 credits 1.00 ¢ each",
      "Recommended $20.00 2,200 credits 0.91 ¢ each Save 9%",
      "$50.00 6,000 credits 0.83 ¢ each Save 16%",
    ]);
    expect(textOf(inside(".balance"))).to.equal("3,440 credits");
    expect(packs.shadowRoot?.querySelectorAll(".flag")).to.have.length(1);
  });

  it("have one filled button, even if the offer recommends two packs", async () => {
    const offer = { packs: OFFER.packs.map((pack) => ({ ...pack, recommended: true })) };
    const { packs } = await packsOf({}, { offer });
    expect(packs.shadowRoot?.querySelectorAll("dodo-topup-button:not(.outline)")).to.have.length(1);
    expect(packs.shadowRoot?.querySelectorAll(".flag")).to.have.length(1);
  });

  it("make the topup of the pack that is bought, once, and say what happens to the money", async () => {
    const shop = await packsOf({ status_answers: ["on_its_way", "paid"] });
    await buy(shop, "pack-medium");
    expect(shop.choices).to.deep.equal([{ pack: "medium" }]);
    expect(shop.client.creates.map(({ topup_id }) => topup_id)).to.deep.equal(["tu_1"]);
    expect(textOf(shop.inside(".said"))).to.contain("Checking your payment.");
  });

  it("show the new balance and the payment with its receipt once it has been added", async () => {
    const invoice_url = "https://test.dodopayments.com/invoices/payments/pay_1";
    let balance = 3_440;
    const shop = await packsOf(
      { status_answers: ["paid"] },
      { loadOffer: async () => ({ ...OFFER, balance }) },
    );
    balance += 500;
    shop.client.payments = [payment({ invoice_url })];
    await buy(shop, "pack-small");
    expect(textOf(shop.inside(".balance"))).to.equal("3,940 credits +500");
    expect(textOf(shop.inside(".said"))).to.equal(
      "500 credits have been added to your balance. Receipt",
    );
    const links = [...(shop.packs.shadowRoot?.querySelectorAll("a") ?? [])];
    expect(links.map(({ href, rel }) => [href, rel])).to.deep.equal([
      [invoice_url, "noopener noreferrer"],
      [invoice_url, "noopener noreferrer"],
    ]);
  });

  it("show no credits as added that were bought in another shop", async () => {
    const shop = await packsOf({ status_answers: ["paid"] }, { loadOffer: () => OFFER });
    await buy(shop, "pack-small");
    expect(textOf(shop.inside(".balance"))).to.equal("3,440 credits +500");
    shop.packs.client = packsClient();
    await allSettled(shop.packs);
    expect(textOf(shop.inside(".balance"))).to.equal("3,440 credits");
  });

  for (const [answer, sentence] of [
    ["held", "Your payment has arrived and is being checked. Please do not pay again."],
    ["failed", "The payment did not go through. You can try again."],
  ] as const)
    it(`a payment that is ${answer} says so, adds nothing, and is in the list`, async () => {
      const shop = await packsOf({ status_answers: [answer] });
      shop.client.payments = [payment({ status: answer })];
      const lists = shop.client.lists;
      await buy(shop, "pack-small");
      expect(textOf(shop.inside(".said"))).to.contain(sentence);
      expect(textOf(shop.inside(".balance"))).to.equal("3,440 credits");
      expect(shop.client.lists).to.be.above(lists);
      expect(textOf(shop.inside(".past tbody"))).to.contain(
        answer === "held" ? "Being checked pmt_1" : "Not paid",
      );
    });

  it("the line is about the button that has changed last", async () => {
    const shop = await packsOf({ status_answers: ["failed", "held"] });
    await buy(shop, "pack-small");
    expect(textOf(shop.inside(".said"))).to.contain("did not go through");
    await buy(shop, "pack-large");
    expect(textOf(shop.inside(".said"))).to.contain("is being checked");
  });

  it("a shop that does not make the topup is not the buyer's fault, and the developer reads why", async () => {
    const shop = await packsOf(
      {},
      { createTopup: async () => await Promise.reject(failure("unknown_pack", 400)) },
    );
    await buy(shop, "pack-small");
    expect(textOf(shop.inside(".said"))).to.contain("This cannot be paid here.");
  });
});

describe("[F51] all buttons of the packs", () => {
  it("send one request for the methods, and the badge stands once", async () => {
    const shop = await packsOf({ method_answers: [{ ...METHOD, test_mode: true }] });
    let asked = 0;
    const { client } = shop;
    const counted = { ...client, methods: async () => ((asked += 1), await client.methods()) };
    shop.packs.client = counted;
    await allSettled(shop.packs);
    const fresh = await packsOf({}, { client: counted });
    expect(textOf(shop.inside(".test"))).to.equal("Test mode: no real money");
    expect(asked).to.equal(1);
    const badges = [...(fresh.packs.shadowRoot?.querySelectorAll("dodo-topup-button") ?? [])].map(
      (button) => button.shadowRoot?.querySelector("small")?.checkVisibility(),
    );
    expect(badges.filter(Boolean)).to.deep.equal([]);
  });

  it("pay by the method that is chosen once for all", async () => {
    const shop = await packsOf({ method_answers: [METHOD, SECOND], status_answers: ["paid"] });
    expect(shop.packs.shadowRoot?.querySelectorAll("fieldset")).to.have.length(1);
    expect(shop.button("pack-small").shadowRoot?.querySelector("fieldset")).to.equal(null);
    shop.inside("[value=bank]").click();
    await allSettled(shop.packs);
    await buy(shop, "pack-small");
    expect(shop.client.creates.map(({ method_id }) => method_id)).to.deep.equal(["bank"]);
  });
});

describe("an amount of one's own", () => {
  it("is shown with what it buys, and makes a topup of this amount", async () => {
    const shop = await packsOf({ status_answers: ["paid"] });
    expect(textOf(shop.inside(".makes"))).to.equal("from $5.00 to $500.00");
    await typeAmount(shop, "12.50");
    expect(textOf(shop.inside(".makes"))).to.equal(
      "1,250 credits · 1.00 ¢ each from $5.00 to $500.00",
    );
    expect(shop.button("own-amount").label).to.equal("Buy for $12.50");
    await buy(shop, "own-amount");
    expect(shop.choices).to.deep.equal([{ usd_cents: 1_250 }]);
  });

  for (const text of ["3.00", "500.01", "a lot", "0"])
    it(`out of bounds makes nothing: ${text}`, async () => {
      const shop = await packsOf();
      await typeAmount(shop, text, false);
      expect(textOf(shop.inside(".makes"))).to.equal("from $5.00 to $500.00");
      await typeAmount(shop, text);
      expect(textOf(shop.inside(".makes"))).to.equal("From $5.00 to $500.00, please.");
      expect(shop.inside(".field input").getAttribute("aria-invalid")).to.equal("true");
      await buy(shop, "own-amount");
      const enter = new Event("submit", { cancelable: true });
      shop.inside(".own").dispatchEvent(enter);
      await allSettled(shop.packs);
      expect([shop.choices, enter.defaultPrevented]).to.deep.equal([[], true]);
    });

  it("is bought by Enter in the field", async () => {
    const shop = await packsOf({ status_answers: ["paid"] });
    await typeAmount(shop, "5", false);
    shop.inside(".own").dispatchEvent(new Event("submit", { cancelable: true }));
    await allSettled(shop.packs);
    expect(shop.choices).to.deep.equal([{ usd_cents: 500 }]);
  });

  it("makes no topup at Enter while a click on its button makes none", async () => {
    const shop = await packsOf({ method_answers: [{ ...METHOD, enabled: false }] });
    await typeAmount(shop, "5", false);
    shop.inside(".own").dispatchEvent(new Event("submit", { cancelable: true }));
    await allSettled(shop.packs);
    await buy(shop, "own-amount");
    expect([shop.choices, shop.client.creates]).to.deep.equal([[], []]);
  });

  it("whose payment is not decided can be checked without an amount", async () => {
    const shop = await packsOf({ status_answers: [failure("unauthorized", 401), "held"] });
    await typeAmount(shop, "5");
    await buy(shop, "own-amount");
    await typeAmount(shop, "");
    expect(shop.button("own-amount").state.slow).to.equal(true);
    await buy(shop, "own-amount");
    expect(shop.button("own-amount").state.phase).to.equal("held");
    expect(shop.choices).to.have.length(1);
  });

  it("is not offered where the offer has no bounds", async () => {
    const { packs } = await packsOf({}, { offer: { packs: OFFER.packs } });
    expect(packs.shadowRoot?.querySelector(".own, .balance")).to.equal(null);
  });
});

describe("[F48] an offer", () => {
  it("that cannot be shown says so to the developer, and shows no price", async () => {
    const { error } = console;
    const written: string[] = [];
    console.error = (text: string) => void written.push(text);
    const packs = [{ id: "small", usd_cents: 4.99, credits: 500 }];
    const shop = await packsOf({}, { offer: { packs } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.error = error;
    expect(written.join()).to.match(/<dodo-topup-packs> invalid_offer: .*whole numbers above 0/);
    expect(shop.packs.shadowRoot?.querySelector(".pack")).to.equal(null);
    expect(textOf(shop.inside(".problem"))).to.contain("This cannot be paid here.");
  });

  it("that is not loaded can be loaded again", async () => {
    let answers = 0;
    const loadOffer = async (): Promise<typeof OFFER> => {
      answers += 1;
      if (answers === 1) throw new PaymentClientError("network");
      return OFFER;
    };
    const shop = await packsOf({}, { loadOffer });
    await shop.packs.store.loadOffer();
    await allSettled(shop.packs);
    expect(textOf(shop.inside(".problem"))).to.contain("No connection.");
    shop.inside(".problem button").click();
    await allSettled(shop.packs);
    expect(shop.packs.shadowRoot?.querySelector(".problem")).to.equal(null);
  });
});
