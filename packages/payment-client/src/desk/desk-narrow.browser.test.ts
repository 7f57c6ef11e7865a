// The desk on a telephone: one thing at a time, nothing beside the page, everything can be hit.
import { expect } from "@open-wc/testing";
import type { Answers } from "../../test/desk-client.ts";
import { contrastOf, inkOf, paintOf } from "../../test/contrast.ts";
import { deskOf, settled, useDeskPage, writeNote, type DeskFixture } from "../../test/desk.ts";
import { auditOf, dayOf, entryOf, eventOf, summaryOf } from "../../test/desk-records.ts";
import type { Payment } from "../wire.ts";

useDeskPage(375);

const LONG = "user_2nYx8bT0c9QmZ4rVh7sKpLwDfGaEjUiO5t6";
const paymentOf = (payment_id: string, more: Partial<Payment> = {}): Payment =>
  auditOf({ payment_id, user_id: LONG, topup_id: `${LONG}_topup`, ...more }).payment;
/** A server whose ids are as long as those of real services. */
const REAL: Partial<Answers> = {
  payments: async ({ status } = {}) => ({
    items: status === "crediting" ? [] : [paymentOf(`${LONG}_1`), paymentOf(`${LONG}_2`)],
    next_cursor: status === undefined ? "more" : null,
    retry_after_ms: null,
  }),
  audit: async (payment_id) => ({
    ...auditOf({ payment_id, user_id: LONG, net_minor: 4_000 }, { user_id: LONG }),
    items: [entryOf(), entryOf({ actor: "admin", action: "release", note: `${LONG} ${LONG}` })],
  }),
  events: async () => ({
    items: [eventOf({ sync_status: "failed", sync_error: "host_unavailable", payment_id: LONG })],
    next_cursor: null,
  }),
  summary: async () => summaryOf([dayOf(1, { topups: { paid: 3 } }), dayOf(2)]),
  check: async () => ({
    ok: false,
    findings: [{ level: "error", code: "no_key", message: `Set \`${LONG}\`.`, docs: null }],
    summary: null,
  }),
};
const VIEWS = [
  "",
  `#desk/queue/${LONG}_2`,
  `#desk/payment/${LONG}_1`,
  `#desk/payments?user_id=${LONG}`,
  "#desk/events",
  "#desk/numbers",
  "#desk/check",
];

const isShown = ({ all }: DeskFixture, selector: string): boolean =>
  all(selector).some((part) => part.checkVisibility());

for (const fragment of VIEWS)
  it(`${fragment.slice(0, 16) || "the queue"} fits, and everything in it is 44 pixels high and wide`, async () => {
    const made = await deskOf(fragment, REAL);
    expect(document.documentElement.scrollWidth).to.be.at.most(375);
    const small = made
      .all("button, a, summary, textarea, .find")
      .filter((control) => control.checkVisibility() && !control.matches("li span > a"))
      .map((control) => [control.outerHTML.slice(0, 80), control.getBoundingClientRect()] as const)
      .filter(([, { width, height }]) => width > 0 && (width < 44 || height < 43.5))
      .map(([name]) => name);
    expect(small).to.deep.equal([]);
  });

describe("the queue", () => {
  it("shows the list alone, then the chosen item alone with a way back", async () => {
    const made = await deskOf("", REAL);
    expect([isShown(made, ".queue"), isShown(made, ".one")]).to.deep.equal([true, false]);
    made.all(".queue a")[1]?.click();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await settled(made.desk);
    expect([isShown(made, ".queue"), isShown(made, ".one")]).to.deep.equal([false, true]);
    expect(made.text(".ids")).to.contain(`${LONG}_2`);
    expect(isShown(made, ".back-link")).to.equal(true);
    made.inside(".back-link").click();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await settled(made.desk);
    expect([isShown(made, ".queue"), isShown(made, ".one")]).to.deep.equal([true, false]);
  });

  it("draws no keys, which a telephone does not have", async () => {
    const made = await deskOf("", REAL);
    expect(made.all("kbd").filter((key) => key.checkVisibility())).to.deep.equal([]);
  });
});

it("the second look fits with a long note, and both of its buttons are seen", async () => {
  const made = await deskOf(`#desk/payment/${LONG}_1`, REAL);
  await writeNote(made, `${LONG} `.repeat(8));
  await made.click("#credit");
  expect(document.documentElement.scrollWidth).to.be.at.most(375);
  expect([isShown(made, "#not-yet"), isShown(made, "#confirm")]).to.deep.equal([true, true]);
  await expect(made.desk).to.be.accessible();
});

it("each row of a list says what it is without the head of the table", async () => {
  const made = await deskOf("#desk/payments", REAL);
  const row = made.all(".list tbody tr")[0];
  expect(row?.innerText).to.contain("Held");
  expect(row?.innerText).to.contain("$50.00");
  expect(row?.innerText).to.contain(`${LONG}_1`);
});

for (const scheme of ["light", "dark"] as const)
  it(`texts have a contrast of at least 4.5 in a ${scheme} page`, async () => {
    for (const [fragment, selectors] of [
      [`#desk/queue/${LONG}_2`, [".means", ".ids", ".choice li span", ".time .more"]],
      ["", [".say p", ".counts small", ".queue .sub", ".queue .age", "nav a"]],
      ["#desk/check", [".say p", ".finds p", ".finds code"]],
    ] as const) {
      const made = await deskOf(fragment, REAL);
      made.desk.style.cssText = `color-scheme:${scheme};background:Canvas`;
      await settled(made.desk);
      for (const selector of selectors) {
        const part = made.all(selector).find((one) => one.checkVisibility());
        if (part === undefined) throw new Error(`${selector} is not shown`);
        const box = part.closest<HTMLElement>(".box") ?? made.desk;
        const ratio = contrastOf(inkOf(part, box), paintOf(part, box));
        expect([selector, ratio >= 4.5, ratio]).to.deep.equal([selector, true, ratio]);
      }
    }
  });
