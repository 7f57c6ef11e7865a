// The lists of payments and of deliveries: empty, failed, one page and many, with their filters.
import { expect, waitUntil } from "@open-wc/testing";
import { deferred } from "../../test/deferred.ts";
import {
  deskOf,
  never,
  pageOf,
  settled,
  textOf,
  useDeskPage,
  type DeskFixture,
} from "../../test/desk.ts";
import { auditOf, eventOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Payment, PaymentEvent, PaymentPage } from "../wire.ts";

useDeskPage();

const paymentOf = (payment_id: string, more: Partial<Payment> = {}): Payment =>
  auditOf({ payment_id, hold_reason: null, ...more }).payment;
const rowsIn = ({ all }: DeskFixture): string[] =>
  all(".list tbody tr").map((row) => row.innerText.replaceAll(/\s+/g, " ").trim());

/** A server whose lists are these rows; the queue beside them is empty. */
const listing = (items: Payment[], next_cursor: string | null = null) => ({
  payments: async ({ limit }: { limit?: number | undefined } = {}): Promise<PaymentPage> =>
    limit === 50 ? pageOf(items, next_cursor) : pageOf([]),
});
const delivering = (items: PaymentEvent[]) => ({
  events: async ({ limit }: { limit?: number | undefined } = {}) => ({
    items: limit === 50 ? items : [],
    next_cursor: null,
  }),
});

for (const [fragment, none, name] of [
  ["#desk/payments", "There is no such payment.", "payments"],
  ["#desk/events", "There is no such delivery.", "events"],
] as const)
  describe(`the list at ${fragment}`, () => {
    it("shows its place while it is loaded, and does not say that there is nothing", async () => {
      const made = await deskOf(fragment, { [name]: never });
      expect(made.all(".rows[role=status]")).to.have.length(1);
      expect(made.text()).not.to.contain(none);
      expect(made.text(".pager")).to.equal("0 shown");
    });

    it("says so if nothing matches its filter, and nothing can be loaded behind it", async () => {
      const made = await deskOf(`${fragment}?type=x`, {
        payments: async () => pageOf([]),
        events: async () => ({ items: [], next_cursor: null }),
      });
      expect(made.text(".none")).to.equal(none);
      expect(made.all(".more-rows, .list")).to.have.length(0);
      await expect(made.desk).to.be.accessible();
    });

    it("says why it cannot be loaded, and a click tries again", async () => {
      const made = await deskOf(fragment, {
        [name]: async () => await Promise.reject(failure("storage_unavailable", 503)),
      });
      expect(made.text("section .problem")).to.contain("storage_unavailable");
      expect(made.text()).not.to.contain(none);
      const before = made.client.callsOf(name).length;
      await made.click("section .problem button");
      expect(made.client.callsOf(name).length).to.equal(before + 1);
    });
  });

describe("the end of a list in view", () => {
  it("loads the next page by itself, and a failed one only at a click", async () => {
    let failing = false;
    const made = await deskOf("#desk/payments", {
      payments: async ({ cursor, limit } = {}) => {
        if (limit !== 50) return pageOf([]);
        if (cursor === undefined) return pageOf([paymentOf("pmt_1")], "2");
        if (cursor === "2") return pageOf([paymentOf("pmt_2")], "3");
        failing = true;
        return await Promise.reject(failure("network"));
      },
    });
    await waitUntil(() => failing && made.all("section .problem").length > 0);
    expect(rowsIn(made)).to.have.length(2);
    const asked = made.client.callsOf("payments").length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made.client.callsOf("payments").length).to.equal(asked);
    await made.click(".more-rows");
    expect(made.client.callsOf("payments").length).to.equal(asked + 1);
  });
});

describe("the list of payments", () => {
  const { IntersectionObserver } = window;
  // Its end is not in view, so that only clicks load more.
  before(() => {
    window.IntersectionObserver = class extends IntersectionObserver {
      override observe(): void {}
    };
  });
  after(() => void (window.IntersectionObserver = IntersectionObserver));

  it("has a row for each, which links to it", async () => {
    const made = await deskOf(
      "#desk/payments",
      listing([
        paymentOf("pmt_1", { status: "paid", net_minor: 5_000 }),
        paymentOf("pmt/2", { status: "pending", on_its_way: true, user_id: "eve" }),
      ]),
    );
    expect(rowsIn(made)).to.deep.equal([
      "Paid 29 Nov, 10:00:00 $50.00 $50.00 500 ada tu_1 pmt_1",
      "On its way 29 Nov, 10:00:00 $50.00 – 500 eve tu_1 pmt/2",
    ]);
    expect(made.all(".list .id a").map((link) => link.getAttribute("href"))).to.deep.equal([
      "#desk/payment/pmt_1",
      "#desk/payment/pmt%2F2",
    ]);
    expect(made.text(".pager")).to.equal("2 shown");
    await expect(made.desk).to.be.accessible();
  });

  it("marks what arrived short, and nothing else", async () => {
    const made = await deskOf(
      "#desk/payments",
      listing(
        [4_999, 5_000, 6_000, null].map((net_minor, index) =>
          paymentOf(`pmt_${index}`, { net_minor }),
        ),
      ),
    );
    expect(made.all(".got.bad").map((cell) => cell.innerText)).to.deep.equal(["$49.99"]);
  });

  it("loads older ones at a click, once, and says how many are shown in one line", async () => {
    const made = await deskOf("#desk/payments", listing([paymentOf("pmt_1")], "2"));
    const older = deferred<PaymentPage>();
    made.client.answers.payments = async () => await older.promise;
    await made.click(".more-rows");
    expect(made.text(".more-rows")).to.equal("Loading…");
    expect(made.inside(".more-rows").getAttribute("aria-disabled")).to.equal("true");
    const before = made.client.calls.length;
    await made.click(".more-rows");
    expect(made.client.calls.length).to.equal(before);
    older.resolve(pageOf([paymentOf("pmt_2")]));
    await settled(made.desk);
    expect(rowsIn(made)).to.have.length(2);
    expect(made.all(".more-rows")).to.have.length(0);
    expect(made.all(".pager [role=status]").map((line) => line.innerText)).to.deep.equal([
      "2 shown",
    ]);
  });

  it("keeps its rows when older ones fail, and the button loads them again", async () => {
    const made = await deskOf("#desk/payments", listing([paymentOf("pmt_1")], "2"));
    made.client.answers.payments = async () => await Promise.reject(failure("network"));
    await made.click(".more-rows");
    expect(rowsIn(made)).to.have.length(1);
    expect(made.all("section .problem button")).to.have.length(0);
    made.client.answers.payments = async () => pageOf([paymentOf("pmt_2")]);
    await made.click(".more-rows");
    expect(rowsIn(made)).to.have.length(2);
    expect(made.all("section .problem")).to.have.length(0);
  });

  it("has a chip for each status that keeps the other filters, and marks the present one", async () => {
    const made = await deskOf("#desk/payments?status=held&user_id=ada", listing([]));
    const chips = made.all(".filters .chip");
    const current = chips.filter((chip) => chip.hasAttribute("aria-current"));
    expect(current.map((chip) => textOf(chip))).to.deep.equal(["Held", "user ada ×"]);
    for (const chip of chips.slice(0, 9))
      expect(chip.getAttribute("href")).to.contain("user_id=ada");
    expect(chips[0]?.getAttribute("href")).to.equal("#desk/payments?user_id=ada");
    const clear = chips.at(-1);
    expect(clear?.getAttribute("href")).to.equal("#desk/payments?status=held");
    expect(clear?.getAttribute("aria-label")).to.equal("Clear user ada");
  });

  it("follows a chip: the old rows are gone at once, and the address has the filter", async () => {
    const made = await deskOf("#desk/payments", listing([paymentOf("pmt_1")]));
    made.client.answers.payments = never;
    await made.click(".filters .chip:nth-child(3)");
    await new Promise((resolve) => setTimeout(resolve, 20));
    await settled(made.desk);
    expect(location.hash).to.equal("#desk/payments?status=crediting");
    expect(rowsIn(made)).to.deep.equal([]);
    expect(made.client.callsOf("payments")).to.deep.include({
      status: "crediting",
      limit: 50,
      cursor: undefined,
    });
  });
});

describe("the list of deliveries", () => {
  it("has a row for each with its outcome, its type and its payment", async () => {
    const made = await deskOf(
      "#desk/events",
      delivering([
        eventOf({ sync_status: "failed", sync_error: "host_unavailable", attempts: 3 }),
        eventOf({ event_id: "dodo:msg_2", payment_id: null, type: "license_key.created" }),
        eventOf({ event_id: "dodo:msg_3", sync_status: "paused" }),
      ]),
    );
    expect(rowsIn(made)).to.deep.equal([
      "Failed, sent again host_unavailable 29 Nov, 10:00:00 payment.succeeded 3 pmt_1 Replay",
      "Held 29 Nov, 10:00:00 license_key.created 1 Replay",
      "paused 29 Nov, 10:00:00 payment.succeeded 1 pmt_1 Replay",
    ]);
    await expect(made.desk).to.be.accessible();
  });

  it("links each type to its own list, which keeps the other filters", async () => {
    const made = await deskOf(
      "#desk/events?sync_status=held&payment_id=pmt_1",
      delivering([eventOf()]),
    );
    expect(made.inside(".ty a").getAttribute("href")).to.equal(
      "#desk/events?sync_status=held&type=payment.succeeded&payment_id=pmt_1",
    );
    expect(made.all(".chip[aria-current]").map((chip) => textOf(chip))).to.deep.equal([
      "Held",
      "pmt_1 ×",
    ]);
  });

  it("replays one at a click, once, and says in its own line what became of it", async () => {
    const replay = deferred<PaymentEvent>();
    const made = await deskOf("#desk/events", {
      ...delivering([eventOf({ sync_status: "failed" }), eventOf({ event_id: "dodo:msg_2" })]),
      replayEvent: async () => await replay.promise,
    });
    await made.click(".replay button");
    await made.click(".replay button");
    expect(made.client.callsOf("replayEvent")).to.deep.equal(["dodo:msg_1"]);
    expect(made.text(".replay button")).to.equal("Being replayed…");
    replay.resolve(eventOf({ sync_status: "applied" }));
    await settled(made.desk);
    const lines = made.all(".replay [role=status]").map((line) => line.innerText);
    expect(lines).to.deep.equal(["Replayed: Applied.", ""]);
    expect(rowsIn(made)[0]).to.match(/^Applied /);
  });

  it("says why a replay failed", async () => {
    const made = await deskOf("#desk/events", {
      ...delivering([eventOf()]),
      replayEvent: async () => await Promise.reject(failure("busy", 409)),
    });
    await made.click(".replay button");
    expect(made.text(".replay [role=status]")).to.equal("That did not work. scripted busy");
    expect(made.text(".replay button")).to.equal("Replay");
  });
});
