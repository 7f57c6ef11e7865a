// The desk in both languages, on pages of other languages, and with the colours of the visitor.
import { expect, fixture, html } from "@open-wc/testing";
import { executeServerCommand, setViewport } from "@web/test-runner-commands";
import type { Answers } from "../../test/desk-client.ts";
import { deskOf, onlyHeld, settled, useDeskPage, type DeskFixture } from "../../test/desk.ts";
import { auditOf, dayOf, driftOf, entryOf, eventOf, summaryOf } from "../../test/desk-records.ts";

useDeskPage();

/** A server that has something of everything. */
const EVERYTHING: Partial<Answers> = {
  payments: onlyHeld([auditOf({ net_minor: 4_000 }).payment]),
  audit: async () => ({
    ...auditOf({ net_minor: 4_000, disputed: true }),
    items: [
      entryOf({ changes: { amount_minor: 5_000, credits: 500 } }),
      entryOf({ actor: "webhook", action: "hold", changes: { hold_reason: "underpaid" } }),
    ],
  }),
  events: async () => ({
    items: [eventOf({ payment_id: null, sync_status: "failed" }), eventOf({ event_id: "dodo:2" })],
    next_cursor: null,
  }),
  drift: async () => ({
    items: [driftOf()],
    checked: 1,
    failed: 0,
    whole: true,
    next_cursor: null,
  }),
  check: async () => ({
    ok: false,
    findings: [{ level: "error", code: "no_key", message: "Set `DODO_API_KEY`.", docs: null }],
    summary: null,
  }),
  summary: async () =>
    summaryOf([
      dayOf(1, { topups: { paid: 3 } }),
      dayOf(2, { credit_ms: { p50: 1_000, p95: 9_000 } }),
    ]),
};
const VIEWS: [fragment: string, english: string, german: string][] = [
  ["", "payments need a person", "Zahlungen brauchen einen Menschen"],
  ["#desk/queue/dodo%3Amsg_1", "Paid, but the topup is unknown", "unbekannt"],
  ["#desk/payment/pmt_1", "What happened", "Was geschah"],
  ["#desk/payments?user_id=ada", "shown", "gezeigt"],
  ["#desk/events?type=x", "Deliveries", "Zustellungen"],
  ["#desk/numbers", "Topups per day", "Aufladungen am Tag"],
  ["#desk/check", "Not ready", "Noch nicht bereit"],
];

/** Puts a desk into a page of a language. */
async function deskIn(page: HTMLElement, fragment = ""): Promise<DeskFixture> {
  const made = await deskOf(fragment, EVERYTHING);
  made.desk.removeAttribute("lang");
  page.append(made.desk);
  await settled(made.desk);
  return made;
}

for (const [lang, index] of [
  ["en", 1],
  ["de", 2],
] as const)
  describe(`in ${lang}`, () => {
    for (const view of VIEWS)
      it(`${view[0] || "the queue"} is accessible, and no text lacks its words or its values`, async () => {
        const made = await deskOf(view[0], EVERYTHING, { lang });
        if (view[0] === "") await made.click(".runs button");
        expect(made.text()).to.contain(view[index]);
        expect(made.text()).not.to.match(/\{\w+\}|undefined|null|NaN|\[object/);
        expect(made.inside(".desk").lang).to.equal(lang);
        await expect(made.desk).to.be.accessible();
      });
  });

it("every view differs between the languages in all of its labels", async () => {
  for (const [fragment] of VIEWS) {
    const labels = async (lang: string): Promise<string[]> => {
      const made = await deskOf(fragment, EVERYTHING, { lang });
      return made
        .all("h3, h4, button, [aria-label]")
        .map((part) => part.ariaLabel ?? part.innerText);
    };
    const [english, german] = [await labels("en"), await labels("de")];
    expect(german.length).to.equal(english.length);
    const same = english.filter((text, index) => text === german[index] && /[a-z]{4}/.test(text));
    expect([fragment, same]).to.deep.equal([fragment, []]);
  }
});

describe("[F46] the language around the desk", () => {
  const until = async (made: DeskFixture, text: string): Promise<void> => {
    for (let turn = 0; turn < 40 && !made.text(".name").includes(text); turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(made.text(".name")).to.equal(text);
  };

  it("is followed when it changes, without anything being loaded again", async () => {
    const page = await fixture<HTMLElement>(html`<main lang="en"></main>`);
    const made = await deskIn(page);
    const before = made.client.calls.length;
    page.lang = "de-AT";
    await until(made, "Zahlungen");
    page.lang = "en-GB";
    await until(made, "Payments");
    expect(made.client.calls.length).to.equal(before);
  });

  it("is followed when the desk has its own", async () => {
    const made = await deskOf("", EVERYTHING);
    made.desk.lang = "de";
    await until(made, "Zahlungen");
  });

  it("that the desk does not speak is answered in English", async () => {
    const page = await fixture<HTMLElement>(html`<main lang="fr"></main>`);
    expect((await deskIn(page)).text(".name")).to.equal("Payments");
  });
});

describe("on a page that is read from right to left", () => {
  for (const width of [1_280, 375])
    it(`the desk stays what its own language is, and fits ${width} pixels`, async () => {
      await setViewport({ width, height: 900 });
      document.documentElement.dir = "rtl";
      const page = await fixture<HTMLElement>(html`<main lang="ar" dir="rtl"></main>`);
      for (const [fragment] of VIEWS) {
        const made = await deskIn(page, fragment);
        expect(getComputedStyle(made.inside(".desk")).direction).to.equal("ltr");
        expect([fragment, document.documentElement.scrollWidth <= width]).to.deep.equal([
          fragment,
          true,
        ]);
        made.desk.remove();
      }
    });
});

describe("with the colours of the visitor", () => {
  before(async () => await setViewport({ width: 1_280, height: 900 }));
  afterEach(async () => await executeServerCommand("forced-colors", "none"));

  it("what can be pressed has an edge, and the present one is marked by more than a colour", async () => {
    await executeServerCommand("forced-colors", "active");
    expect(matchMedia("(forced-colors: active)").matches).to.equal(true);
    const made = await deskOf("", EVERYTHING);
    for (const button of made.all("button.b")) {
      const { borderStyle, borderWidth } = getComputedStyle(button);
      expect([button.innerText, borderStyle, parseFloat(borderWidth) > 0]).to.deep.equal([
        button.innerText,
        "solid",
        true,
      ]);
    }
  });

  it("the series of a plot can still be told apart", async () => {
    await executeServerCommand("forced-colors", "active");
    const made = await deskOf("#desk/numbers", {
      summary: async () => summaryOf([dayOf(1, { topups: { paid: 3, held: 2, failed: 1 } })]),
    });
    const [plot] = made.all("svg.plot");
    const fills = [...(plot?.querySelectorAll("rect") ?? [])].map(
      (bar) => getComputedStyle(bar).fill,
    );
    expect(new Set(fills).size).to.equal(3);
  });
});
