// The list of the last decisions below the queue: its texts, its links, and when it is not drawn.
import { expect } from "@open-wc/testing";
import type { Answers } from "../../test/desk-client.ts";
import { deskOf, pageOf, useDeskPage, writeNote, type DeskFixture } from "../../test/desk.ts";
import { auditOf, entryOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { AdminPayment, Payment } from "../wire.ts";
import { createFormats } from "./formats.ts";

useDeskPage();

const HELD = auditOf({ payment_id: "pmt_held" }).payment;
const OLD = "2026-11-07T08:20:00.000Z";
const lately = new Date(Date.now() - 3_600_000).toISOString();

const creditedOf = (more: Partial<AdminPayment> = {}): AdminPayment => ({
  ...auditOf({ payment_id: "pmt_credited", status: "paid", updated_at: lately }).payment,
  released: true,
  ...more,
});
const dismissedOf = (more: Partial<Payment> = {}): AdminPayment =>
  auditOf({ payment_id: "pmt_dismissed", status: "dismissed", updated_at: OLD, ...more }).payment;

/** A server with these held and decided payments. Each was decided when it was changed last. */
function answersOf(
  held: Payment[],
  decided: AdminPayment[],
  admin_id: string | null = "admin_1",
): Pick<Answers, "payments" | "audit"> {
  const all = [...held, ...decided];
  return {
    payments: async ({ status } = {}) =>
      pageOf(all.filter((payment) => status === undefined || payment.status === status)),
    audit: async (payment_id) => {
      const payment = all.find((item) => item.payment_id === payment_id) ?? HELD;
      const entry = entryOf({ at: payment.updated_at, actor: "admin", admin_id });
      return { ...auditOf(payment), items: [entry] };
    },
  };
}

const linesIn = ({ all }: DeskFixture): string[] =>
  all(".done li").map((item) => item.innerText.replaceAll(/\s+/g, " ").trim());

describe("below the queue", () => {
  for (const [lang, title, credited, dismissed, by] of [
    ["en", "Decided lately", "Credited", "Dismissed", "by"],
    ["de", "Zuletzt entschieden", "Gutgeschrieben", "Abgelehnt", "von"],
  ] as const)
    it(`the last decisions are listed in ${lang}, with the amount, the user, by whom and when`, async () => {
      const answers = answersOf([HELD], [creditedOf(), dismissedOf()]);
      const made = await deskOf("", answers, { lang });
      const { clock, day, money } = createFormats(lang);
      expect(made.text("#decided-lately")).to.equal(title);
      expect(linesIn(made)).to.deep.equal([
        `${credited} ${clock(Date.parse(lately))} ${money(5_000)} · ada · ${by} admin_1`.replaceAll(
          /\s+/g,
          " ",
        ),
        `${dismissed} ${day(OLD)} ${money(5_000)} · ada · ${by} admin_1`.replaceAll(/\s+/g, " "),
      ]);
      expect(made.all(".done .i").map((mark) => mark.getAttribute("class"))).to.deep.equal([
        "i good",
        "i soft",
      ]);
      await expect(made.desk).to.be.accessible();
    });

  it("an administrator who is not known is not named", async () => {
    const made = await deskOf("", answersOf([HELD], [dismissedOf()], null));
    expect(made.text(".done .sub")).to.equal("$50.00 · ada");
  });

  it("a click on one shows its payment", async () => {
    const made = await deskOf("", answersOf([HELD], [creditedOf({ payment_id: "pmt/1 ä" })]));
    expect(made.inside(".done a").getAttribute("href")).to.equal("#desk/payment/pmt%2F1%20%C3%A4");
    await made.click(".done a");
    expect(made.desk.store?.$view.get()).to.deep.equal({ name: "payment", payment_id: "pmt/1 ä" });
  });

  it("a decision that is made here joins them", async () => {
    const made = await deskOf("", answersOf([HELD], []));
    expect(made.all(".done")).to.have.length(0);
    await writeNote(made, "checked");
    await made.click("#dismiss");
    made.client.answers.payments = answersOf([], [dismissedOf()]).payments;
    await made.click("#confirm");
    expect(linesIn(made)).to.have.length(1);
  });
});

describe("where nothing needs a person", () => {
  it("they stand alone", async () => {
    const made = await deskOf("", answersOf([], [dismissedOf()]));
    expect(made.all(".calm")).to.have.length(1);
    expect(made.all(".two")).to.have.length(0);
    expect(linesIn(made)).to.have.length(1);
    await expect(made.desk).to.be.accessible();
  });

  it("nothing is drawn in their place if there are none", async () => {
    const made = await deskOf("", answersOf([], []));
    expect(made.all("#decided-lately, .done, .alone")).to.have.length(0);
    expect(made.text()).not.to.contain("Decided lately");
  });
});

it("a list that cannot be loaded is not drawn, and the queue is as usual", async () => {
  const { payments, ...answers } = answersOf([HELD], [dismissedOf()]);
  const made = await deskOf("", {
    ...answers,
    payments: async (query = {}) =>
      query.status === undefined
        ? await Promise.reject(failure("storage_unavailable", 503))
        : await payments(query),
  });
  expect(made.all(".done, .problem, .stale, [role=alert]")).to.have.length(0);
  expect(made.all(".queue a")).to.have.length(1);
});

it("hostile ids are drawn as text, and lead nowhere else", async () => {
  const evil = '<img src=x onerror="window.hacked = true">{admin}`$&\'';
  const decided = [dismissedOf({ payment_id: evil, user_id: evil })];
  for (const held of [[HELD], []]) {
    const made = await deskOf("", answersOf(held, decided, evil));
    expect(made.text(".done .sub")).to.equal(`$50.00 · ${evil} · by ${evil}`);
    expect(made.all("img, script, [onerror]")).to.have.length(0);
    expect("hacked" in window).to.equal(false);
    const { href } = made.inside(".done a") as HTMLAnchorElement;
    expect(new URL(href).origin).to.equal(location.origin);
    expect(new URL(href).hash).to.equal(`#desk/payment/${encodeURIComponent(evil)}`);
  }
});
