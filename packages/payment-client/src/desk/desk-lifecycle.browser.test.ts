// The life of a desk on a page: put on it, moved, changed, removed, and left open for long.
import { expect, fixture, html } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { deferred } from "../../test/deferred.ts";
import { scriptedAdmin } from "../../test/desk-client.ts";
import { deskOf, onlyHeld, pageOf, settled, useDeskPage, writeNote } from "../../test/desk.ts";
import { auditOf } from "../../test/desk-records.ts";
import type { PaymentPage } from "../wire.ts";
import type { DodoPaymentsDesk } from "./element.ts";

useDeskPage();

const HELD = onlyHeld([
  auditOf({ payment_id: "pmt_1", updated_at: "2026-11-29T10:00:00Z" }).payment,
  auditOf({ payment_id: "pmt_2", updated_at: "2026-11-29T10:01:00Z" }).payment,
]);

describe("a desk", () => {
  it("asks the client that is set after it was put on the page, and sends nothing by itself before", async () => {
    const client = scriptedAdmin({ payments: HELD });
    const desk = document.createElement("dodo-payments-desk");
    document.body.append(desk);
    desk.client = client;
    await settled(desk);
    expect(desk.shadowRoot?.querySelectorAll(".queue a")).to.have.length(2);
    desk.remove();
  });

  it("sends to its endpoint with its token, if it has no client", async () => {
    const sent: [string, string | null][] = [];
    const real = window.fetch;
    window.fetch = async (request) => {
      const { url, headers } = request as Request;
      sent.push([new URL(url).pathname, headers.get("authorization")]);
      return Response.json({ items: [], next_cursor: null });
    };
    try {
      const desk = await fixture<DodoPaymentsDesk>(
        html`<dodo-payments-desk endpoint="/pay" .token=${"admin"} lang="en"></dodo-payments-desk>`,
      );
      await settled(desk);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(new Set(sent.map(([path]) => path))).to.deep.equal(
        new Set(["/pay/methods", "/pay/payments", "/pay/events"]),
      );
      expect(new Set(sent.map(([, token]) => token))).to.deep.equal(new Set(["Bearer admin"]));
    } finally {
      window.fetch = real;
    }
  });

  it("begins anew with another client, and shows nothing of the one before", async () => {
    const made = await deskOf("", { payments: HELD });
    const other = scriptedAdmin({ payments: onlyHeld([]) });
    made.desk.client = other;
    await settled(made.desk);
    expect(made.all(".queue a")).to.have.length(0);
    const calls = made.client.calls.length;
    await made.desk.store?.queue.reload();
    // The queue is made of two lists, and the last decisions are loaded once.
    expect([made.client.calls.length, other.callsOf("payments").length]).to.deep.equal([calls, 5]);
  });

  it("that is moved within the page keeps what it shows and what is written, and loads nothing", async () => {
    const made = await deskOf("", { payments: HELD });
    await writeNote(made, "half a note");
    const before = made.client.calls.length;
    const place = await fixture<HTMLElement>(html`<section></section>`);
    place.append(made.desk);
    await settled(made.desk);
    expect(made.client.calls.length).to.equal(before);
    expect((made.inside("textarea") as HTMLTextAreaElement).value).to.equal("half a note");
  });

  it("that is removed aborts what it loads, and its late answers change nothing", async () => {
    const late = deferred<PaymentPage>();
    const made = await deskOf("", {
      payments: async ({ status } = {}) => (status === "held" ? await late.promise : pageOf([])),
    });
    made.desk.remove();
    await settled(made.desk);
    const running = made.client.signals.filter(Boolean);
    expect(running.every((signal) => signal?.aborted)).to.equal(true);
    late.resolve(pageOf([auditOf().payment]));
    await settled(made.desk);
    expect(made.client.callsOf("audit")).to.deep.equal([]);
  });

  it("that is removed follows neither the address nor the keys", async () => {
    const made = await deskOf("", { payments: HELD });
    made.desk.remove();
    await settled(made.desk);
    const before = made.client.calls.length;
    location.hash = "#desk/check";
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made.client.calls.length).to.equal(before);
  });

  it("that is removed sends nothing for another client until it comes back", async () => {
    const made = await deskOf("", { payments: HELD });
    made.desk.remove();
    const other = scriptedAdmin({ payments: HELD });
    made.desk.client = other;
    await settled(made.desk);
    expect(other.calls).to.have.length(0);
    document.body.append(made.desk);
    await settled(made.desk);
    expect(other.callsOf("payments").length).to.be.greaterThan(0);
    made.desk.remove();
  });

  it("that comes back begins to follow again", async () => {
    const made = await deskOf("", { payments: HELD });
    made.desk.remove();
    await settled(made.desk);
    document.body.append(made.desk);
    await settled(made.desk);
    location.hash = "#desk/check";
    await new Promise((resolve) => setTimeout(resolve, 20));
    await settled(made.desk);
    expect(made.client.callsOf("check")).to.have.length(1);
    made.desk.remove();
  });
});

describe("the queue of a desk that is left open", () => {
  const real = window.setInterval;
  let ticks: (() => void)[] = [];
  beforeEach(() => {
    ticks = [];
    window.setInterval = ((tick: () => void, ms: number) => {
      if (ms !== 60_000) return real(tick, ms);
      return ticks.push(tick);
    }) as typeof setInterval;
  });
  afterEach(() => {
    window.setInterval = real;
  });

  it("is loaded again each minute while the page is visible", async () => {
    const made = await deskOf("#desk/check", { payments: onlyHeld([]) });
    expect(ticks).to.have.length(1);
    made.client.answers.payments = HELD;
    ticks[0]?.();
    await settled(made.desk);
    expect(made.inside("nav a .gone").textContent).to.equal(": 2 payments need a person");
  });

  it("takes neither the note nor the payment from whoever is at work", async () => {
    const made = await deskOf("", { payments: HELD });
    await writeNote(made, "half a note");
    made.client.answers.payments = onlyHeld([]);
    ticks[0]?.();
    await settled(made.desk);
    expect((made.inside("textarea") as HTMLTextAreaElement).value).to.equal("half a note");
    expect(made.text(".ids")).to.contain("pmt_1");
  });

  it("keeps the focus where it is", async () => {
    const made = await deskOf("", { payments: HELD });
    made.inside("textarea").focus();
    ticks[0]?.();
    await settled(made.desk);
    expect(made.desk.shadowRoot?.activeElement?.localName).to.equal("textarea");
  });
});

describe("the keys", () => {
  it("work while the focus is in the desk, and are drawn where they work", async () => {
    const made = await deskOf("", { payments: HELD });
    expect(made.all("kbd").map((key) => key.innerText)).to.deep.equal(["/", "J", "K", "C", "D"]);
    made.inside(".queue a").focus();
    await sendKeys({ press: "j" });
    await settled(made.desk);
    expect(made.text(".ids")).to.contain("pmt_2");
    await sendKeys({ press: "/" });
    expect(made.desk.shadowRoot?.activeElement).to.equal(made.inside(".find input"));
    await sendKeys({ press: "k" });
    expect(made.text(".ids")).to.contain("pmt_2");
    expect((made.inside(".find input") as HTMLInputElement).value).to.equal("k");
  });

  it("are neither drawn nor taken with no-keys", async () => {
    const made = await deskOf("", { payments: HELD }, { no_keys: true });
    expect(made.all("kbd")).to.have.length(0);
    made.inside(".queue a").focus();
    await sendKeys({ press: "j" });
    await settled(made.desk);
    expect(made.text(".ids")).to.contain("pmt_1");
  });

  it("do nothing while the focus is on the page around", async () => {
    const made = await deskOf("", { payments: HELD });
    const field = await fixture<HTMLButtonElement>(html`<button>outside</button>`);
    field.focus();
    await sendKeys({ press: "j" });
    await settled(made.desk);
    expect(location.hash).to.equal("");
  });

  it("reach everything with Tab, visibly", async () => {
    const made = await deskOf("", { payments: HELD });
    const reached: string[] = [];
    made.inside(".find input").focus();
    for (let press = 0; press < 12; press += 1) {
      await sendKeys({ press: "Tab" });
      const at = made.desk.shadowRoot?.activeElement;
      if (!at) break;
      reached.push(at.id || at.getAttribute("href") || at.localName);
      expect([reached.at(-1), getComputedStyle(at).outlineStyle]).to.deep.equal([
        reached.at(-1),
        "solid",
      ]);
    }
    expect(reached).to.include.members(["#desk/check", "#desk/queue/pmt_2", "textarea", "credit"]);
  });
});
