// The plots, what keeps the shop from going live, and the top of the desk.
import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { deskOf, never, settled, useDeskPage, type DeskFixture } from "../../test/desk.ts";
import { auditOf, dayOf, summaryOf } from "../../test/desk-records.ts";
import { failure, METHOD } from "../../test/scripted-client.ts";
import type { Finding } from "../report-wire.ts";

useDeskPage();

const FIGURES = summaryOf([
  dayOf(1, { topups: { paid: 40, held: 1 }, received_minor: 90_000, returned_minor: 500 }),
  dayOf(2, { topups: { paid: 3 }, credit_ms: { p50: 1_400, p95: 101_000 }, events: { failed: 2 } }),
]);
const numbers = async (summary = FIGURES): Promise<DeskFixture> =>
  await deskOf("#desk/numbers", { summary: async () => summary });

describe("the plots", () => {
  it("are four, each with a title, a key, and a sentence that says the same", async () => {
    const made = await numbers();
    expect(made.all("figure h4").map((title) => title.innerText)).to.deep.equal([
      "Topups per day, by outcome",
      "Money in, and given back",
      "From payment to credit",
      "Deliveries, by what we answered",
    ]);
    const spoken = made.all("svg[role=img]").map((plot) => plot.getAttribute("aria-label"));
    expect(spoken[1]).to.equal("Money in, and given back: in $900.00, given back $5.00");
    expect(spoken[2]).to.contain("half within (p50) 1.4 sec, 19 of 20 within (p95) 1 min 41 sec");
    expect(made.all(".keys")[0]?.innerText.replaceAll(/\s+/g, " ")).to.contain("credited 43");
    await expect(made.desk).to.be.accessible();
  });

  it("have tables with the same figures, whose places can be scrolled with the keyboard", async () => {
    const made = await numbers();
    const [details] = made.all("details");
    details?.querySelector("summary")?.click();
    await settled(made.desk);
    const rows = [...(details?.querySelectorAll("tbody tr") ?? [])].map((row) =>
      (row as HTMLElement).innerText.replaceAll(/\s+/g, " ").trim(),
    );
    expect(rows).to.deep.equal(["1 Nov 40 0 1 0", "2 Nov 3 0 0 0"]);
    const [scroll] = made.all(".scroll");
    expect([
      scroll?.tabIndex,
      scroll?.getAttribute("role"),
      scroll?.getAttribute("aria-label"),
    ]).to.deep.equal([0, "region", "Topups per day, by outcome"]);
  });

  it("draw a day of no credit as a gap, and its cell as a dash", async () => {
    const made = await numbers();
    const [, , speed] = made.all("figure");
    expect(speed?.querySelectorAll("circle")).to.have.length(2);
    expect(speed?.querySelector("tbody td")?.textContent).to.equal("–");
  });

  it("mark today, which is not over, and days of few payments", async () => {
    const made = await numbers();
    expect(made.all(".so-far").length).to.be.greaterThan(0);
    expect(made.all("svg .now").map((label) => label.textContent)).to.deep.equal(
      Array.from({ length: 4 }, () => "today"),
    );
    expect(made.all("circle.few")).to.have.length(2);
  });

  it("offer three ranges, and mark the present one", async () => {
    const made = await numbers();
    expect(made.all(".ranges .chip").map((chip) => chip.innerText)).to.deep.equal([
      "14 days",
      "30 days",
      "90 days",
    ]);
    expect(made.text(".ranges [aria-current]")).to.equal("30 days");
  });

  it("are as wide as their place, with text of one size", async () => {
    const made = await numbers();
    const measure = (): [number, number] => {
      const plot = made.inside("svg.plot");
      const width = Number(plot.getAttribute("viewBox")?.split(" ")[2]);
      return [width, Math.round(plot.getBoundingClientRect().width)];
    };
    for (const width of ["1000px", "360px"]) {
      made.desk.style.width = width;
      made.desk.style.display = "block";
      await new Promise((resolve) => setTimeout(resolve, 50));
      await settled(made.desk);
      const [drawn, real] = measure();
      expect(Math.abs(drawn - real)).to.be.at.most(1);
    }
  });

  it("of no day at all are drawn, without a number that is none", async () => {
    const made = await numbers(summaryOf([dayOf(1)]));
    expect(made.all("svg.plot")).to.have.length(4);
    expect(made.inside(".plots").innerHTML).not.to.match(/NaN|undefined|Infinity/);
  });

  it("that cannot be loaded say why", async () => {
    const made = await deskOf("#desk/numbers", {
      summary: async () => await Promise.reject(failure("invalid_request", 400)),
    });
    expect(made.text(".problem")).to.contain("scripted invalid_request");
    expect(made.all("figure")).to.have.length(0);
  });
});

describe("going live", () => {
  const finding = (level: Finding["level"], code: string, message = "Do it."): Finding => ({
    level,
    code,
    message,
    docs: null,
  });
  const check = async (ok: boolean, findings: Finding[]): Promise<DeskFixture> =>
    await deskOf("#desk/check", { check: async () => ({ ok, findings, summary: null }) });

  it("has the worst first, each with its word, its code and its fix in English", async () => {
    const made = await check(false, [
      finding("note", "fine"),
      finding("warning", "webhook_untested", "Send `one` delivery."),
      finding("error", "no_key", "Set `DODO_API_KEY`."),
    ]);
    expect(
      made.all(".finds li").map((item) => item.innerText.replaceAll(/\s+/g, " ").trim()),
    ).to.deep.equal([
      "Error no_key Set DODO_API_KEY.",
      "Warning webhook_untested Send one delivery.",
      "In order fine Do it.",
    ]);
    expect(made.all(".finds [lang=en] code").map((code) => code.innerText)).to.deep.equal([
      "DODO_API_KEY",
      "one",
    ]);
    expect(made.text(".say")).to.contain("Not ready to go live 1 error, 1 warning");
    await expect(made.desk).to.be.accessible();
  });

  it("is ready with notes alone, and looks again at a click", async () => {
    const made = await check(true, [finding("note", "fine")]);
    expect(made.text(".say")).to.contain("Ready 0 errors, 0 warnings");
    await made.click(".say button");
    expect(made.client.callsOf("check")).to.have.length(2);
  });

  it("is not ready while it is loaded", async () => {
    const made = await deskOf("#desk/check", { check: never });
    expect(made.all(".rows")).to.have.length(1);
    expect(made.text()).not.to.match(/Ready/);
  });
});

describe("the top of the desk", () => {
  it("leads to each view, and marks the present one for a screen reader", async () => {
    const made = await deskOf("#desk/events");
    expect(made.all("nav a").map((link) => link.getAttribute("href"))).to.deep.equal([
      "#desk/queue",
      "#desk/payments",
      "#desk/events",
      "#desk/numbers?days=30",
      "#desk/check",
    ]);
    expect(made.text("nav [aria-current=page]")).to.equal("Deliveries");
  });

  for (const [methods, badge] of [
    [[METHOD], "Live"],
    [[{ ...METHOD, test_mode: true as const }], "Test mode"],
    [[], ""],
  ] as const)
    it(`says ${badge || "nothing"} of the mode with ${methods.length} methods`, async () => {
      const made = await deskOf("", { methods: async () => [...methods] });
      expect(made.all(".live").map((mark) => mark.innerText)).to.deep.equal(badge ? [badge] : []);
    });

  it("finds at Enter what a text names, without the space around it, and nothing for spaces", async () => {
    const made = await deskOf("#desk/check");
    const field = made.inside(".find input") as HTMLInputElement;
    field.focus();
    field.value = "   ";
    await sendKeys({ press: "Enter" });
    expect(made.client.callsOf("audit")).to.deep.equal([]);
    field.value = "  pmt_7 ";
    await sendKeys({ press: "Enter" });
    await settled(made.desk);
    expect(made.client.callsOf("audit")[0]).to.equal("pmt_7");
    expect(location.hash).to.equal("#desk/payment/pmt_7");
  });

  it("says in one line that nothing was found, and in one alert that the search failed", async () => {
    const made = await deskOf("#desk/check", {
      audit: async () => await Promise.reject(failure("payment_not_found", 404)),
      payments: async () => ({ items: [], next_cursor: null, retry_after_ms: null }),
    });
    await made.desk.store?.find("nobody");
    await settled(made.desk);
    expect(made.all(".stale[role=status]").map((line) => line.innerText.trim())).to.deep.equal([
      "There is no payment, topup or user “nobody”.",
    ]);
    made.client.answers.audit = async () => await Promise.reject(failure("network"));
    await made.desk.store?.find("nobody");
    await settled(made.desk);
    expect(made.all("[role=alert]")).to.have.length(1);
    expect(made.all(".stale")).to.have.length(0);
  });
});

it("a payment that is found is the present one of the payments", async () => {
  const made = await deskOf("#desk/payment/pmt_1", { audit: async () => auditOf() });
  expect(made.text("nav [aria-current=page]")).to.equal("Payments");
});
