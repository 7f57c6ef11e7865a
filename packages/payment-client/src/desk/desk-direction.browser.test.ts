// Texts that others have written from right to left, such as the id of a user: the desk is read from
// left to right, and what stands beside such a text keeps its place.
import { expect } from "@open-wc/testing";
import {
  deskOf,
  onlyHeld,
  settled,
  useDeskPage,
  writeNote,
  type DeskFixture,
} from "../../test/desk.ts";
import { auditOf, entryOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";

useDeskPage();

/** A user of a shop in Hebrew. Without isolation, a number beside it moves to its other side. */
const USER = "\u05d0\u05d1\u05d2";

/** Returns the text nodes of an element that hold the user's id. */
function placesOf(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (node.textContent?.includes(USER)) found.push(node as Text);
  return found;
}

/** Expects that the id is drawn, and that each time its direction is its own. */
function expectIsolated({ inside }: DeskFixture): void {
  const places = placesOf(inside(".desk"));
  expect(places.length).to.be.greaterThan(0);
  for (const { parentElement: parent } of places) {
    const { display, unicodeBidi } = getComputedStyle(parent ?? document.body);
    const isolated = display !== "inline" || unicodeBidi.includes("isolate");
    const alone = parent?.textContent?.trim() === USER;
    expect([parent?.outerHTML, isolated, alone]).to.deep.equal([parent?.outerHTML, true, true]);
  }
}

const audit = auditOf({ user_id: USER, topup_id: USER, net_minor: 4_000 }, { user_id: USER });
const decided = { ...audit.payment, status: "dismissed" as const, hold_reason: null };
const answers = {
  payments: onlyHeld([audit.payment]),
  audit: async () => ({
    ...audit,
    items: [entryOf({ actor: "admin", admin_id: USER, action: "hold", note: USER })],
  }),
};

for (const fragment of [
  "",
  "#desk/payment/pmt_1",
  `#desk/payments?topup_id=${encodeURIComponent(USER)}&user_id=${encodeURIComponent(USER)}`,
])
  it(`${fragment.slice(0, 22) || "the queue"} isolates them`, async () => {
    expectIsolated(await deskOf(fragment, answers));
  });

it("the last decisions isolate them", async () => {
  const { audit: read } = answers;
  const made = await deskOf("", {
    payments: async ({ status } = {}) => ({
      items: status === undefined ? [decided] : [],
      next_cursor: null,
      retry_after_ms: null,
    }),
    audit: async () => ({ ...(await read()), payment: decided }),
  });
  expect(made.text(".done .sub")).to.equal(`$40.00 · ${USER} · by ${USER}`);
  expectIsolated(made);
});

it("the question before a decision isolates them, and so does its outcome", async () => {
  const made = await deskOf("#desk/payment/pmt_1", {
    ...answers,
    releasePayment: async () => audit.payment,
  });
  await writeNote(made, USER);
  await made.click("#credit");
  expect(made.text("#second-title")).to.equal(`Add 500 credits to ${USER}?`);
  expectIsolated(made);
  await made.click("#confirm");
  await settled(made.desk);
  expect(made.text(".outcome")).to.equal(`500 credits have been added to ${USER}.`);
  expectIsolated(made);
});

it("a search that has found nothing isolates them", async () => {
  const made = await deskOf("#desk/check", {
    audit: async () => await Promise.reject(failure("payment_not_found", 404)),
    payments: onlyHeld([]),
  });
  await made.desk.store?.find(USER);
  await settled(made.desk);
  expect(made.text(".stale")).to.contain(`“${USER}”`);
  expectIsolated(made);
});
