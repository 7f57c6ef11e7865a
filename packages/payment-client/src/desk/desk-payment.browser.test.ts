// One payment: what it is, the three books, and its history.
import { expect } from "@open-wc/testing";
import type { Answers } from "../../test/desk-client.ts";
import { deskOf, never, settled, useDeskPage, type DeskFixture } from "../../test/desk.ts";
import { auditOf, entryOf, eventOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { PaymentAudit } from "../report-wire.ts";

useDeskPage();

const at = async (audit: PaymentAudit, answers: Partial<Answers> = {}): Promise<DeskFixture> =>
  await deskOf("#desk/payment/pmt_1", { audit: async () => audit, ...answers });

describe("a payment", () => {
  it("that is loaded shows its place, one that cannot be says why", async () => {
    const loading = await deskOf("#desk/payment/pmt_1", { audit: never });
    expect(loading.all(".rows")).to.have.length(1);
    const failed = await deskOf("#desk/payment/pmt_1", {
      audit: async () => await Promise.reject(failure("payment_not_found", 404)),
    });
    expect(failed.text(".problem code")).to.equal("payment_not_found");
    expect(failed.all(".choose")).to.have.length(0);
    failed.client.answers.audit = async () => auditOf();
    await failed.click(".problem button");
    expect(failed.text(".ids")).to.contain("pmt_1");
  });

  it("that is held says why, what to look at, and that nothing has been added", async () => {
    const made = await at(auditOf());
    expect(made.text("h3.big")).to.equal("Paid less than was owed");
    expect(made.text(".pill")).to.equal("Held");
    expect(made.text(".means")).to.match(/^Nothing has been added\..* Look at the product's price/);
    expect(made.inside("nav [aria-current=page]").textContent?.trim()).to.equal("Payments");
    await expect(made.desk).to.be.accessible();
  });

  for (const status of ["paid", "dismissed", "failed", "canceled", "expired", "pending"] as const)
    it(`that is ${status} has nothing to decide`, async () => {
      const made = await at(auditOf({ status, hold_reason: null }));
      expect(made.all(".choose, textarea, #credit, #dismiss")).to.have.length(0);
      expect(made.text("h3.big")).to.equal(made.text(".pill"));
    });

  it("that a bank works on is on its way, and not only open", async () => {
    const made = await at(auditOf({ status: "pending", hold_reason: null, on_its_way: true }));
    expect(made.text(".pill")).to.equal("On its way");
  });

  it("that stays unreadable after a failure of the network is shown as it was", async () => {
    const made = await at(auditOf());
    made.client.answers.audit = async () => await Promise.reject(failure("network"));
    await made.desk.store?.payment.reload();
    await settled(made.desk);
    expect(made.text(".stale")).to.contain("What you see is from");
    expect(made.text(".ids")).to.contain("pmt_1");
  });
});

describe("the three books", () => {
  const rowsIn = ({ all }: DeskFixture): string[] =>
    all(".books tbody tr").map((row) => row.innerText.replaceAll(/\s+/g, " ").trim());

  it("have one row for each fact, with a dash for what a book does not have", async () => {
    const made = await at(auditOf({ net_minor: 5_000 }));
    expect(rowsIn(made)).to.deep.equal([
      "Amount, net $50.00 $50.00 $50.00",
      "Status succeeded held pending",
      "Credits – 500 500",
      "User – ada ada",
      "Product – pdt_topup –",
      "Given back $0.00 no dispute $0.00 –",
    ]);
    expect(made.all(".books .off")).to.have.length(0);
  });

  it("mark what differs with a sign and with words, not with a colour alone", async () => {
    const made = await at(auditOf({ net_minor: 4_000 }, { credits: 700 }));
    const off = made.all(".books .off");
    expect(off).to.have.length(2);
    for (const row of off) {
      expect(row.querySelectorAll("th svg")).to.have.length(1);
      expect(row.querySelector("th .gone")?.textContent).to.equal(": they differ");
    }
  });

  it("name the tax, the quantity and the currency that the delivery names", async () => {
    const data = {
      payment_id: "pay_1",
      total_amount: 495_000,
      tax: 41_300,
      currency: "INR",
      product_cart: [{ product_id: "pdt_topup", quantity: 2 }],
    };
    const made = await at(auditOf({ disputed: true }), {
      events: async () => ({
        items: [eventOf({ payload_json: JSON.stringify({ data }) })],
        next_cursor: null,
      }),
    });
    const rows = rowsIn(made).join("\n");
    expect(rows).to.contain("₹4,950.00 paid, ₹413.00 tax");
    expect(rows).to.contain("pdt_topup × 2");
    expect(rows).to.contain("$0.00 disputed");
  });
});

describe("the history", () => {
  it("has every write and delivery in order, with who did it and what a person wants to know", async () => {
    const audit = auditOf();
    audit.items = [
      entryOf({ changes: { amount_minor: 5_000, credits: 500 } }),
      entryOf({
        at: "2026-11-29T10:01:00.250Z",
        actor: "webhook",
        action: "hold",
        changes: { hold_reason: "underpaid", net_minor: 4_000 },
      }),
      entryOf({ at: "2026-11-29T10:02:00.250Z", actor: "admin", action: "release", note: "seen" }),
      entryOf({ at: "2026-11-29T10:03:00.250Z", actor: "robot", action: "sing" }),
    ];
    const made = await at(audit, {
      events: async () => ({
        items: [eventOf({ created_at: "2026-11-29T10:01:00.000Z", attempts: 2 })],
        next_cursor: null,
      }),
    });
    const lines = made.all(".time li > div").map((line) => line.innerText.replaceAll(/\s+/g, " "));
    expect(lines).to.deep.equal([
      "Buyer began a payment of $50.00 for 500 credits",
      "Dodo delivered payment.succeeded Held · 2 tries",
      "Delivery held it Amount, net $40.00 · Paid less than was owed",
      "Administrator released it seen",
      "robot changed it (sing)",
    ]);
    expect(made.all(".time .delta").map((delta) => delta.textContent)).to.deep.equal([
      "",
      "+1 min",
      "+0.3 sec",
      "+1 min",
      "+1 min",
    ]);
  });

  it("offers to replay only a delivery that is not decided, and says what became of it", async () => {
    const states = ["applied", "held", "ignored", "failed", "pending"];
    const made = await at(auditOf(), {
      events: async () => ({
        items: states.map((sync_status) =>
          eventOf({ event_id: `dodo:${sync_status}`, sync_status }),
        ),
        next_cursor: null,
      }),
    });
    expect(made.all(".time .replay button")).to.have.length(2);
    await made.click(".time .replay button");
    expect(made.client.callsOf("replayEvent")).to.deep.equal(["dodo:failed"]);
    expect(made.text(".time .replay [role=status]")).to.equal("Replayed: Applied.");
  });

  it("says of a delivery whose amount is not known what to do, and offers to replay it", async () => {
    const made = await at(auditOf({ status: "paid", hold_reason: null }), {
      events: async () => ({
        items: [
          eventOf({
            type: "refund.succeeded",
            sync_status: "held",
            sync_error: "reversal_unclear",
          }),
          eventOf({ event_id: "dodo:msg_2", sync_status: "held", sync_error: null }),
        ],
        next_cursor: null,
      }),
    });
    expect(made.text(".time")).to.contain("Dodo does not say how much went back.");
    expect(made.all(".time .replay button")).to.have.length(1);
    await made.click(".time .replay button");
    expect(made.client.callsOf("replayEvent")).to.deep.equal(["dodo:msg_1"]);
  });
});
