// What others have written, such as ids, notes and reasons, is drawn as text and nothing else; and
// what nobody should read is not drawn at all.
import { expect } from "@open-wc/testing";
import type { Answers } from "../../test/desk-client.ts";
import {
  deskOf,
  onlyHeld,
  settled,
  useDeskPage,
  writeNote,
  type DeskFixture,
} from "../../test/desk.ts";
import { auditOf, driftOf, entryOf, eventOf } from "../../test/desk-records.ts";
import { PaymentClientError } from "../errors.ts";

useDeskPage();

const EVIL = '<img src=x onerror="window.hacked = true">{user}`$&\'';
const SECRET = "canary";

/** A server on which every text that anybody may choose is hostile. */
const hostile = (): Partial<Answers> => {
  const audit = auditOf({
    payment_id: EVIL,
    topup_id: EVIL,
    user_id: EVIL,
    hold_reason: EVIL,
    provider_status: EVIL,
    provider_payment_id: EVIL,
  });
  return {
    payments: onlyHeld([audit.payment]),
    audit: async () => ({
      ...audit,
      topup: { ...audit.topup, user_id: EVIL, status: EVIL, credits: 500, usd_cents: 5_000 },
      items: [
        entryOf({ actor: EVIL, action: EVIL, note: EVIL }),
        entryOf({
          changes: { hold_reason: EVIL, provider_status: EVIL, provider_payment_id: EVIL },
        }),
      ],
    }),
    events: async () => ({
      items: [
        eventOf({
          event_id: EVIL,
          type: EVIL,
          sync_status: EVIL,
          sync_error: EVIL,
          payment_id: null,
          payload_json: JSON.stringify({
            data: {
              payment_id: EVIL,
              total_amount: 100,
              currency: EVIL,
              status: EVIL,
              product_cart: [{ product_id: EVIL, quantity: 1 }],
              metadata: { topup_id: EVIL },
            },
          }),
        }),
      ],
      next_cursor: null,
    }),
    drift: async () => ({
      items: [
        driftOf({
          reason: EVIL,
          payment_id: "",
          provider_payment_id: `${EVIL}2`,
          provider_status: EVIL,
          topup_status: EVIL,
        }),
      ],
      checked: 1,
      failed: 0,
      whole: true,
      next_cursor: null,
    }),
    check: async () => ({
      ok: false,
      findings: [{ level: "error", code: EVIL, message: EVIL, docs: EVIL }],
      summary: null,
    }),
  };
};

/** Expects that no element was made of a text, that no script ran and that no link leads elsewhere. */
function expectText({ all, desk }: DeskFixture): void {
  expect(all("img, script, iframe, [onerror]")).to.have.length(0);
  expect("hacked" in window).to.equal(false);
  for (const link of all("a")) {
    const { protocol, origin, hash } = new URL((link as HTMLAnchorElement).href);
    const is_own = origin === location.origin && hash.startsWith("#desk/");
    const is_dodo = protocol === "https:" && origin === "https://app.dodopayments.com";
    expect([link.outerHTML, is_own || is_dodo]).to.deep.equal([link.outerHTML, true]);
  }
  expect(desk.shadowRoot?.querySelector(".desk")).to.not.equal(null);
}

for (const fragment of [
  "",
  `#desk/queue/${encodeURIComponent(EVIL)}`,
  `#desk/payment/${encodeURIComponent(EVIL)}`,
  `#desk/payments?topup_id=${encodeURIComponent(EVIL)}&user_id=${encodeURIComponent(EVIL)}`,
  `#desk/events?type=${encodeURIComponent(EVIL)}&payment_id=${encodeURIComponent(EVIL)}`,
  "#desk/check",
])
  it(`${fragment.slice(0, 24) || "the queue"} draws hostile texts as they are`, async () => {
    const made = await deskOf(fragment, hostile());
    if (fragment === "") await made.click(".runs button");
    expectText(made);
    // The finding has its code between backticks, as the server's sentences do.
    if (fragment !== "#desk/check") expect(made.text()).to.contain(EVIL);
  });

it("an unmatched delivery and a difference draw hostile texts as they are", async () => {
  const made = await deskOf("", hostile());
  await made.click(".runs button");
  for (const index of made.all(".queue a").keys()) {
    made.all(".queue a")[index]?.click();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await settled(made.desk);
    expectText(made);
    expect(made.text(".one")).to.contain(EVIL);
  }
});

it("the second look repeats a hostile note and a hostile user as they are", async () => {
  const made = await deskOf("#desk/payment/pmt_1", {
    audit: async () => auditOf({ user_id: EVIL }, { user_id: EVIL }),
    releasePayment: async () => auditOf({ user_id: EVIL }).payment,
  });
  expect(made.text(".choice")).to.contain(`Adds 500 credits to ${EVIL}.`);
  await writeNote(made, EVIL);
  await made.click("#credit");
  expect(made.text("#second-title")).to.equal(`Add 500 credits to ${EVIL}?`);
  expect(made.text(".second")).to.contain(`“${EVIL}”`);
  await made.click("#confirm");
  expect(made.client.callsOf("releasePayment")).to.deep.include({
    payment_id: "pmt_1",
    decision: "credit",
    note: EVIL,
    topup: undefined,
  });
  expect(made.text(".outcome")).to.contain(EVIL);
  expectText(made);
});

it("an error's sentence and a search's text are drawn as they are", async () => {
  const error = new PaymentClientError("other", { status: 400 }, EVIL.replace("`", ""));
  const made = await deskOf("#desk/check", { check: async () => await Promise.reject(error) });
  expect(made.text(".problem")).to.contain("<img src=x");
  expectText(made);
});

describe("nobody reads at the desk", () => {
  it("the e-mail, the name or the card of a buyer, which a delivery has", async () => {
    const payload = {
      data: {
        payment_id: "pay_1",
        total_amount: 5_950,
        currency: "USD",
        customer: { email: `${SECRET}@shop.example`, name: `${SECRET} Lovelace` },
        billing: { street: `${SECRET} street` },
        card_last_four: SECRET,
      },
    };
    const event = eventOf({ payment_id: null, payload_json: JSON.stringify(payload) });
    for (const fragment of [
      "",
      "#desk/queue/dodo%3Amsg_1",
      "#desk/events",
      "#desk/payment/pmt_1",
    ]) {
      const made = await deskOf(fragment, {
        payments: onlyHeld([]),
        events: async () => ({ items: [event], next_cursor: null }),
      });
      expect([fragment, made.desk.shadowRoot?.innerHTML.includes(SECRET)]).to.deep.equal([
        fragment,
        false,
      ]);
    }
  });

  it("the address of a checkout, which anybody may pay at, nor the metadata of a payment", async () => {
    const made = await deskOf("#desk/payment/pmt_1", {
      audit: async () => ({
        ...auditOf({ checkout_url: `https://x/${SECRET}`, metadata_json: `{"a":"${SECRET}"}` }),
        items: [
          entryOf({ changes: { checkout_url: `https://x/${SECRET}`, metadata_json: SECRET } }),
        ],
      }),
    });
    expect(made.desk.shadowRoot?.innerHTML).not.to.contain(SECRET);
  });

  it("the token of the desk, nor what an error was caused by", async () => {
    const cause = new Error(`Bearer ${SECRET}`);
    const made = await deskOf(
      "#desk/check",
      { check: async () => await Promise.reject(new PaymentClientError("network", { cause })) },
      { token: SECRET },
    );
    expect(made.desk.shadowRoot?.innerHTML).not.to.contain(SECRET);
    expect(made.desk.outerHTML).not.to.contain(SECRET);
  });
});
