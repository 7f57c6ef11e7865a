// The decision about a payment: what is asked before it is sent, where the focus goes, what is read out.
import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { deferred } from "../../test/deferred.ts";
import type { Answers } from "../../test/desk-client.ts";
import { deskOf, settled, useDeskPage, writeNote, type DeskFixture } from "../../test/desk.ts";
import { auditOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { PaymentAudit } from "../report-wire.ts";
import type { Payment } from "../wire.ts";

useDeskPage();

const at = async (audit: PaymentAudit, answers: Partial<Answers> = {}): Promise<DeskFixture> =>
  await deskOf("#desk/payment/pmt_1", { audit: async () => audit, ...answers });
const focusIn = ({ desk }: DeskFixture): Element | null | undefined =>
  desk.shadowRoot?.activeElement;

describe("the decision", () => {
  it("says before it is pressed what each choice does", async () => {
    const made = await at(auditOf({ net_minor: 4_000 }));
    const [credit, dismiss] = made.all(".choice");
    expect(credit?.innerText).to.contain("Adds 500 credits to ada, although $10.00 are missing.");
    expect(dismiss?.innerText).to.contain("The buyer's $40.00 stay with you");
    expect(dismiss?.querySelector("a")?.getAttribute("href")).to.equal(
      "https://app.dodopayments.com/transactions/payments/pay_1",
    );
    expect(dismiss?.querySelector("a")?.rel).to.equal("noopener noreferrer");
  });

  for (const [why, audit, text] of [
    ["the topup is gone", auditOf({}, null), "the topup is gone"],
    ["the topup was canceled", auditOf({}, { status: "canceled" }), "the topup says canceled"],
    [
      "the application does not answer",
      { ...auditOf({}, null), topup_error: "host_unavailable" },
      "(host_unavailable)",
    ],
  ] as const)
    it(`offers no credit where ${why}, and says so in its place`, async () => {
      const made = await at(audit);
      expect(made.all("#credit")).to.have.length(0);
      expect(made.text(".why")).to.contain(text);
      expect(made.all("#dismiss")).to.have.length(1);
    });

  it("asks for a note first, in an alert that the field is described by", async () => {
    const made = await at(auditOf());
    await made.click("#credit");
    expect(made.all("[role=alert]")).to.have.length(1);
    expect(made.inside("textarea").getAttribute("aria-invalid")).to.equal("true");
    expect(made.inside("textarea").getAttribute("aria-describedby")).to.equal("note-missing");
    expect(made.all("#note-missing")).to.have.length(1);
    await expect(made.desk).to.be.accessible();
    await writeNote(made, "checked");
    expect(made.all("[role=alert], [aria-invalid]")).to.have.length(0);
  });

  it("asks a second time, with the focus on the way back, and Escape leads back to the note", async () => {
    const made = await at(auditOf({ net_minor: 4_000 }));
    await writeNote(made, "  checked at Dodo ");
    await made.click("#dismiss");
    expect(focusIn(made)?.id).to.equal("not-yet");
    expect(made.text(".second")).to.contain("Close this payment of ada without credits?");
    expect(made.text(".second")).to.contain(
      "$40.00 of $50.00 arrived. Your note: “checked at Dodo”",
    );
    expect(made.inside(".second").getAttribute("aria-labelledby")).to.equal("second-title");
    await sendKeys({ press: "Escape" });
    await settled(made.desk);
    expect(focusIn(made)?.localName).to.equal("textarea");
    expect((made.inside("textarea") as HTMLTextAreaElement).value).to.equal("  checked at Dodo ");
    expect(made.client.callsOf("releasePayment")).to.deep.equal([]);
  });

  it("is sent once, says so while it is, and leaves the focus on what the payment is now", async () => {
    const release = deferred<Payment>();
    const made = await at(auditOf(), { releasePayment: async () => await release.promise });
    await writeNote(made, "checked");
    await made.click("#credit");
    await made.click("#confirm");
    expect(made.text("#confirm")).to.equal("Being sent…");
    expect((made.inside("#not-yet") as HTMLButtonElement).disabled).to.equal(true);
    await made.click("#confirm");
    made.client.answers.audit = async () => auditOf({ status: "paid", hold_reason: null });
    release.resolve(auditOf().payment);
    await settled(made.desk);
    expect(made.client.callsOf("releasePayment")).to.have.length(1);
    expect(made.text("h3.big")).to.equal("Paid");
    expect(focusIn(made)?.className).to.equal("big");
    expect(made.all(".outcome[role=status]")).to.have.length(1);
    expect(made.text(".outcome")).to.equal("500 credits have been added to ada.");
    await expect(made.desk).to.be.accessible();
  });

  it("that failed says so in one alert, and the note is still there", async () => {
    const made = await at(auditOf(), {
      releasePayment: async () => await Promise.reject(failure("network")),
    });
    await writeNote(made, "checked");
    await made.click("#dismiss");
    await made.click("#confirm");
    expect(made.all("[role=alert]")).to.have.length(1);
    expect(made.text(".problem")).to.contain("No answer from the server.");
    expect((made.inside("textarea") as HTMLTextAreaElement).value).to.equal("checked");
  });

  it("about a changed topup waits until its new values were accepted", async () => {
    const made = await at(auditOf({}, { credits: 700, user_id: "eve" }));
    await writeNote(made, "meant so");
    await made.click("#credit");
    expect(made.text(".second")).to.contain("The topup now says $50.00, 700 credits and eve.");
    expect(made.inside("#confirm").getAttribute("aria-disabled")).to.equal("true");
    await made.click("#confirm");
    expect(made.client.callsOf("releasePayment")).to.deep.equal([]);
    await made.click(".accept input");
    expect(made.inside("#confirm").hasAttribute("aria-disabled")).to.equal(false);
    await made.click("#confirm");
    expect(made.text(".outcome")).to.equal("700 credits have been added to eve.");
  });
});
