// The packs while something is loaded, when it fails, and with texts that others have written.
import { expect, fixture, html } from "@open-wc/testing";
import { deferred } from "../../test/deferred.ts";
import { useTidyPage } from "../../test/button.ts";
import {
  allSettled,
  buy,
  OFFER,
  packsClient,
  packsOf,
  textOf,
  typeAmount,
  type PacksFixture,
} from "../../test/packs.ts";
import { payment } from "../../test/packs-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Payment } from "../wire.ts";
import type { DodoTopupPacks } from "./element.ts";
import type { TopupOffer } from "./offer.ts";

useTidyPage();

const EVIL = '<img src=x onerror="window.hacked = true">{}`$&\'';
const SECRET = "canary";

const all = ({ packs }: PacksFixture, selector: string): HTMLElement[] => [
  ...(packs.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const markup = ({ packs }: PacksFixture): string => packs.shadowRoot?.innerHTML ?? "";
/** Waits until everything that is loaded has been drawn. */
const loaded = async ({ packs }: PacksFixture): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  await allSettled(packs);
};

describe("an offer", () => {
  it("that is loaded has its place, and one line says so to a screen reader", async () => {
    const offer = deferred<TopupOffer>();
    const client = packsClient();
    const packs = await fixture<DodoTopupPacks>(html`
      <dodo-topup-packs
        lang="en"
        .client=${client}
        .loadOffer=${async () => await offer.promise}
      ></dodo-topup-packs>
    `);
    const count = (selector: string): number =>
      packs.shadowRoot?.querySelectorAll(selector).length ?? 0;
    await allSettled(packs);
    expect([count(".gone[role=status]"), count(".bars"), count(".problem")]).to.deep.equal([
      1, 3, 0,
    ]);
    await expect(packs).to.be.accessible();
    offer.resolve(OFFER);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await allSettled(packs);
    expect([count(".bars"), count(".pack")]).to.deep.equal([0, 3]);
  });

  it("is loaded by a function that the page sets later, once", async () => {
    const packs = await fixture<DodoTopupPacks>(html`
      <dodo-topup-packs lang="en" .client=${packsClient()}></dodo-topup-packs>
    `);
    await allSettled(packs);
    let loads = 0;
    const loadOffer = (): TopupOffer => ((loads += 1), OFFER);
    for (const set of [loadOffer, () => loadOffer()]) {
      packs.loadOffer = set;
      await new Promise((resolve) => setTimeout(resolve, 20));
      await allSettled(packs);
    }
    expect(packs.shadowRoot?.querySelectorAll(".pack")).to.have.length(3);
    expect(loads).to.equal(1);
  });

  it("that a later function cannot load says so, and is not asked for endlessly", async () => {
    const packs = await fixture<DodoTopupPacks>(html`
      <dodo-topup-packs lang="en" .client=${packsClient()}></dodo-topup-packs>
    `);
    await allSettled(packs);
    let loads = 0;
    packs.loadOffer = async () => {
      loads += 1;
      return await Promise.reject(failure("network"));
    };
    await new Promise((resolve) => setTimeout(resolve, 20));
    await allSettled(packs);
    expect(packs.shadowRoot?.querySelectorAll(".problem")).to.have.length(1);
    expect(loads).to.equal(1);
  });

  it("is loaded again from another route, and for another client", async () => {
    const { fetch } = globalThis;
    const offers: Record<string, TopupOffer> = {
      "/one": OFFER,
      "/two": { ...OFFER, packs: OFFER.packs.slice(0, 1) },
    };
    const asked: string[] = [];
    globalThis.fetch = async (input, init) => {
      const { pathname } = new URL(new Request(input, init).url);
      asked.push(pathname);
      return Response.json(offers[pathname]);
    };
    try {
      const packs = await fixture<DodoTopupPacks>(html`
        <dodo-topup-packs lang="en" topups="/one" .client=${packsClient()}></dodo-topup-packs>
      `);
      const shown = async (): Promise<number | undefined> => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await allSettled(packs);
        return packs.shadowRoot?.querySelectorAll(".pack").length;
      };
      expect(await shown()).to.equal(3);
      packs.topups = "/two";
      expect(await shown()).to.equal(1);
      packs.client = packsClient();
      await shown();
      expect(asked).to.deep.equal(["/one", "/two", "/two"]);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it("that is wrong sells nothing, and says that one cannot pay here", async () => {
    for (const wrong of [
      { packs: [{ id: "small", usd_cents: 4.99, credits: 5 }] },
      { packs: "none" },
      { packs: [], balance: "many" },
    ]) {
      const shop = await packsOf({}, { offer: wrong as never });
      await loaded(shop);
      expect(all(shop, ".pack:not(.bars)")).to.have.length(0);
      expect(all(shop, ".problem[role=status]")).to.have.length(1);
      expect(markup(shop)).not.to.match(/NaN|undefined|4\.99/);
    }
  });

  it("that is set again shows the new balance, and keeps what a button is doing", async () => {
    const shop = await packsOf({ status_answers: ["held"] });
    await buy(shop, "pack-small");
    shop.packs.offer = { ...OFFER, balance: 9_999 };
    await allSettled(shop.packs);
    expect(textOf(shop.inside(".balance"))).to.equal("9,999 credits");
    expect(shop.button("pack-small").state.phase).to.equal("held");
  });

  it("without a balance shows none, and not 0", async () => {
    for (const balance of [undefined, null]) {
      const shop = await packsOf({}, { offer: { ...OFFER, balance } });
      await allSettled(shop.packs);
      expect(all(shop, ".balance")).to.have.length(0);
    }
    const empty = await packsOf({}, { offer: { ...OFFER, balance: 0 } });
    await allSettled(empty.packs);
    expect(textOf(empty.inside(".balance"))).to.equal("0 credits");
  });

  it("without packs sells an amount of one's own alone, and without both nothing", async () => {
    const own = await packsOf({}, { offer: { ...OFFER, packs: [] } });
    await allSettled(own.packs);
    expect([all(own, ".pack").length, all(own, ".own").length]).to.deep.equal([0, 1]);
    const none = await packsOf({}, { offer: { packs: [] } });
    await allSettled(none.packs);
    expect(all(none, "dodo-topup-button")).to.have.length(0);
  });

  it("of one pack saves nothing against itself, and has one filled button at most", async () => {
    const [small] = OFFER.packs;
    if (small === undefined) throw new Error("The shop sells nothing.");
    const shop = await packsOf({}, { offer: { packs: [{ ...small, recommended: true }] } });
    await allSettled(shop.packs);
    expect(all(shop, ".each b")).to.have.length(0);
    expect(all(shop, "dodo-topup-button:not(.outline)")).to.have.length(1);
  });

  it("whose packs change gives each pack its own button", async () => {
    const shop = await packsOf();
    const before = shop.button("pack-small");
    shop.packs.offer = { packs: [...OFFER.packs].toReversed() };
    await allSettled(shop.packs);
    expect(all(shop, ".pack dodo-topup-button").map(({ id }) => id)).to.deep.equal([
      "pack-large",
      "pack-medium",
      "pack-small",
    ]);
    expect(before.id).to.equal("pack-small");
  });
});

describe("the list of past payments", () => {
  it("is a hint while there is none, and a table with roles of its own otherwise", async () => {
    const none = await packsOf();
    await loaded(none);
    expect(all(none, ".empty")).to.have.length(1);
    expect(all(none, "table")).to.have.length(0);
    const some = await packsOf({}, {}, [payment()]);
    await loaded(some);
    expect(some.inside("table").getAttribute("role")).to.equal("table");
    expect(all(some, "[role=row]")).to.have.length(2);
  });

  it("that cannot be loaded says so, sells all the same, and a click tries again", async () => {
    const shop = await packsOf({}, {}, [payment()]);
    await loaded(shop);
    shop.client.myPayments = async () => await Promise.reject(failure("unavailable", 503));
    await shop.packs.store.loadPayments();
    await allSettled(shop.packs);
    expect(all(shop, "tbody [role=row]")).to.have.length(1);
    expect(textOf(shop.inside("[part=payments] .problem"))).to.contain("Please try again");
    expect(all(shop, ".pack")).to.have.length(3);
    shop.client.myPayments = async () => ({ items: [], next_cursor: null, retry_after_ms: null });
    shop.inside("[part=payments] .problem button").click();
    await loaded(shop);
    expect(all(shop, ".problem")).to.have.length(0);
  });

  it("grows at a click, five at a time, and the button goes with the last of them", async () => {
    const items = Array.from({ length: 7 }, (_, index) => payment({ payment_id: `pmt_${index}` }));
    const shop = await packsOf({}, {}, items);
    shop.client.myPayments = async ({ limit = 5, cursor = "0" } = {}) => {
      const end = Number(cursor) + limit;
      return {
        items: items.slice(Number(cursor), end),
        next_cursor: end < items.length ? String(end) : null,
        retry_after_ms: null,
      };
    };
    await shop.packs.store.loadPayments();
    await allSettled(shop.packs);
    expect(all(shop, "tbody [role=row]")).to.have.length(5);
    shop.inside(".more button").click();
    await loaded(shop);
    expect(all(shop, "tbody [role=row]")).to.have.length(7);
    expect(all(shop, ".more")).to.have.length(0);
  });

  const words: [Partial<Payment>, string][] = [
    [{ status: "pending" }, "Started"],
    [{ status: "pending", on_its_way: true }, "On its way"],
    [{ status: "crediting" }, "Being added"],
    [{ status: "paid" }, "Added"],
    [{ status: "paid", refunded_minor: 200 }, "$2.00 given back"],
    [{ status: "failed" }, "Not paid"],
    [{ status: "held" }, "Being checked"],
    [{ status: "dismissed" }, "Not added"],
    [{ status: "of_a_newer_server" as "paid" }, "Started"],
  ];
  for (const [more, word] of words)
    it(`says “${word}” of ${JSON.stringify(more)}, with a mark`, async () => {
      const shop = await packsOf({}, {}, [payment(more)]);
      await loaded(shop);
      expect(textOf(shop.inside("td .is"))).to.equal(word);
      expect(all(shop, "td .is svg")).to.have.length(1);
    });
});

describe("texts that others have written", () => {
  it("are drawn as they are: ids, methods and credits", async () => {
    const shop = await packsOf(
      {},
      {
        offer: {
          packs: [{ id: EVIL, usd_cents: 500, credits: 500 }],
          balance: 1,
        },
      },
      [payment({ status: "held", payment_id: EVIL, currency: EVIL })],
    );
    await loaded(shop);
    expect(all(shop, "img, script, [onerror]")).to.have.length(0);
    expect("hacked" in window).to.equal(false);
    expect(textOf(shop.inside("table"))).to.contain(EVIL);
  });

  it("lead nowhere: only a receipt of https is linked", async () => {
    const shop = await packsOf({}, {}, [
      payment({ invoice_url: "javascript:window.hacked=1" }),
      payment({ payment_id: "pmt_2", invoice_url: "http://evil.example/" }),
      payment({ payment_id: "pmt_3", invoice_url: "https://test.dodopayments.com/invoices/1" }),
    ]);
    await loaded(shop);
    const links = all(shop, "a") as HTMLAnchorElement[];
    expect(links.map(({ href, rel }) => [href, rel])).to.deep.equal([
      ["https://test.dodopayments.com/invoices/1", "noopener noreferrer"],
    ]);
  });

  it("are not shown where they are nobody's business: metadata, checkouts, tokens", async () => {
    const shop = await packsOf({}, { token: SECRET }, [
      payment({ metadata_json: SECRET, checkout_url: `https://x/${SECRET}`, user_id: SECRET }),
    ]);
    await loaded(shop);
    expect(markup(shop)).not.to.contain(SECRET);
    expect(shop.packs.outerHTML).not.to.contain(SECRET);
  });

  it("of an amount of one's own buy nothing but an amount", async () => {
    const shop = await packsOf();
    await typeAmount(shop, EVIL);
    expect((shop.button("own-amount") as { disabled: boolean }).disabled).to.equal(true);
    expect(all(shop, "[aria-invalid=true]")).to.have.length(1);
    expect(shop.choices).to.deep.equal([]);
  });
});
