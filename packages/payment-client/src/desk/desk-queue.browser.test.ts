// The first view: what needs a person, while it loads, when it fails, empty, with one and with many.
import { expect } from "@open-wc/testing";
import { deferred } from "../../test/deferred.ts";
import {
  deskOf,
  never,
  onlyHeld,
  pageOf,
  settled,
  useDeskPage,
  type DeskFixture,
} from "../../test/desk.ts";
import { auditOf, driftOf, eventOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";

useDeskPage();

const heldOf = (...ids: string[]): Parameters<typeof onlyHeld>[0] =>
  ids.map(
    (payment_id, index) =>
      auditOf({
        payment_id,
        updated_at: `2026-11-29T10:0${index}:00.000Z`,
        user_id: `user-${index}`,
      }).payment,
  );
const itemsIn = ({ all }: DeskFixture): string[] =>
  all(".queue li a").map((link) => link.querySelector(".what")?.textContent?.trim() ?? "");

describe("while the queue is loaded", () => {
  it("its place is shown, and one line says so to a screen reader", async () => {
    const { all, inside, desk } = await deskOf("", { payments: never });
    expect(all(".rows i")).to.have.length(3);
    expect(inside(".rows").getAttribute("role")).to.equal("status");
    expect(inside(".rows .gone").textContent).to.equal("Loading…");
    await expect(desk).to.be.accessible();
  });

  it("nobody says that nothing waits", async () => {
    const { text } = await deskOf("", { payments: never });
    expect(text()).not.to.contain("Nothing needs you");
    expect(text()).not.to.contain("0 held");
  });
});

describe("a queue that cannot be loaded", () => {
  it("says why and what to do, once, and a click tries again", async () => {
    const made = await deskOf("", {
      payments: async () => await Promise.reject(failure("network")),
    });
    expect(made.all("[role=alert]")).to.have.length(1);
    expect(made.text(".problem")).to.contain("No answer from the server.");
    expect(made.text(".problem code")).to.equal("network");
    await expect(made.desk).to.be.accessible();
    made.client.answers.payments = onlyHeld(heldOf("pmt_1"));
    await made.click(".problem button");
    expect(made.all(".problem")).to.have.length(0);
    expect(made.text(".say")).to.contain("1 payment needs a person");
  });

  it("keeps what it had, and says from when it is", async () => {
    const made = await deskOf("", { payments: onlyHeld(heldOf("pmt_1")) });
    made.client.answers.payments = async () => await Promise.reject(failure("unavailable", 503));
    await made.desk.store?.queue.reload();
    await settled(made.desk);
    expect(itemsIn(made)).to.deep.equal(["Paid less than was owed"]);
    expect(made.text(".stale")).to.match(/What you see is from \d\d:\d\d\. Try again$/);
    made.client.answers.payments = onlyHeld([]);
    await made.click(".stale button");
    expect(made.all(".stale")).to.have.length(0);
  });
});

describe("an empty queue", () => {
  it("says that nothing waits and when that was seen; nothing stands beside it", async () => {
    const { all, text, desk } = await deskOf("", { payments: onlyHeld([]) });
    expect(text(".calm")).to.match(/^Nothing .*\d\d:\d\d/);
    expect(all(".two")).to.have.length(0);
    expect(all("nav .gone")).to.have.length(0);
    expect(all(".counts li").map((item) => item.innerText.trim())).to.deep.equal([
      "0 held",
      "0 paid, not on the balance",
      "0 unmatched",
      "Not compared with Dodo yet",
    ]);
    await expect(desk).to.be.accessible();
  });
});

describe("a queue with one item", () => {
  it("selects it, and shows its payment", async () => {
    const { all, inside, text } = await deskOf("", { payments: onlyHeld(heldOf("pmt_1")) });
    expect(text(".say h3")).to.equal("1 payment needs a person");
    expect(inside(".queue a").getAttribute("aria-current")).to.equal("true");
    expect(all(".queue a")).to.have.length(1);
    expect(text(".one")).to.contain("pmt_1");
  });

  it("writes what has arrived beside what was asked, if it is less", async () => {
    const [payment = auditOf().payment] = heldOf("pmt_1");
    const made = await deskOf("", { payments: onlyHeld([{ ...payment, net_minor: 1_800 }]) });
    expect(made.text(".queue .sub")).to.equal("$18.00 / $50.00 · user-0");
  });
});

describe("a queue with many items", () => {
  it("has the oldest first, its number in the tab, and one of them selected", async () => {
    const made = await deskOf("", { payments: onlyHeld(heldOf("pmt_a", "pmt_b", "pmt_c")) });
    expect(made.all(".queue a").map((link) => link.getAttribute("href"))).to.deep.equal([
      "#desk/queue/pmt_a",
      "#desk/queue/pmt_b",
      "#desk/queue/pmt_c",
    ]);
    expect(made.all(".queue [aria-current]")).to.have.length(1);
    expect(made.inside("nav a .gone").textContent).to.equal(": 3 payments need a person");
    expect(made.inside("nav a [aria-hidden]").textContent).to.equal("3");
    expect(made.text(".counts li")).to.match(/^3 held oldest .* · \$150\.00$/);
  });

  it("shows another payment when it is chosen, and never the data of the one before", async () => {
    const slow = deferred<ReturnType<typeof auditOf>>();
    const made = await deskOf("", {
      payments: onlyHeld(heldOf("pmt_a", "pmt_b")),
      audit: async (payment_id) =>
        payment_id === "pmt_a" ? auditOf({ payment_id }) : await slow.promise,
    });
    expect(made.text(".ids")).to.contain("pmt_a");
    made.all(".queue a")[1]?.click();
    await settled(made.desk);
    expect(made.text(".one")).not.to.contain("pmt_a");
    expect(made.all("#credit")).to.have.length(0);
    slow.resolve(auditOf({ payment_id: "pmt_b" }));
    await settled(made.desk);
    expect(made.text(".ids")).to.contain("pmt_b");
  });

  it("says that it is only a part, if there is more than was read", async () => {
    const made = await deskOf("", {
      payments: async ({ status } = {}) =>
        status === "held" ? pageOf(heldOf("pmt_1")) : pageOf([], "more"),
    });
    expect(made.text(".queue .note")).to.equal(
      "These are the newest 1. Decide some and the others follow.",
    );
  });

  it("has a title and a mark for each kind, and its total does not count what nobody knows", async () => {
    const made = await deskOf("", {
      payments: onlyHeld(heldOf("pmt_1")),
      events: async () => ({ items: [eventOf({ payment_id: null })], next_cursor: null }),
      drift: async () => ({
        items: [driftOf({ since: null, difference_minor: null })],
        checked: 3,
        failed: 0,
        whole: true,
        next_cursor: null,
      }),
    });
    await made.click(".runs button");
    expect(itemsIn(made)).to.deep.equal([
      "Paid less than was owed",
      "Paid, but the topup is unknown",
      "Paid at Dodo, still open here",
    ]);
    expect(made.all(".queue svg")).to.have.length(3);
    expect(made.text(".say")).to.match(/3 payments need a person \$100\.00 /);
    expect(made.text()).not.to.contain("NaN");
  });
});

describe("an address that names what is not in the list", () => {
  for (const name of ["drift-net-pmt_1", "dodo%3Amsg_gone"])
    it(`${name} says so, and does not load for ever`, async () => {
      const made = await deskOf(`#desk/queue/${name}`, { payments: onlyHeld(heldOf("pmt_1")) });
      expect(made.text(".one")).not.to.contain("Loading");
      expect(made.text(".one")).to.contain("This is no longer in the list.");
      expect(made.all(".queue [aria-current]")).to.have.length(0);
    });
});
