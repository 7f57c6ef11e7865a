/**
 * Dodo's answer about a session decides whether another page may be opened, so only an answer about
 * that very session counts.
 */
import { describe, expect, test } from "vitest";
import { DAY, MINUTE, open, type Opened } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";
import { PaymentError } from "../../errors.ts";
import { readSessionState } from "./session.ts";

const ID = "cks_1";

function codeOf(read: () => unknown): string {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return error instanceof PaymentError ? error.code : String(error);
  }
}

describe("an answer about a session", () => {
  test.each([
    ["nothing", {}],
    ["a notice of maintenance", { message: "Back soon." }],
    ["a list", []],
    ["a list with an answer in it", [{ id: ID, payment_id: null }]],
    ["a page", "<h1>Back soon</h1>"],
    ["null", null],
    ["another session", { id: "cks_2", payment_id: null, payment_status: null }],
    [
      "another session that is paid",
      { id: "cks_2", payment_id: "pay_1", payment_status: "succeeded" },
    ],
    ["an id that is no text", { id: 7, payment_id: null }],
    ["a payment that is no text", { id: ID, payment_id: 7, payment_status: "succeeded" }],
    ["a payment that is an object", { id: ID, payment_id: {} }],
  ])("[A03] %s is no answer", (_, body) => {
    expect(codeOf(() => readSessionState(body, ID))).toBe("provider_invalid");
  });

  test.each([
    ["null and null", { id: ID, payment_id: null, payment_status: null }, null, null],
    ["neither, beside its own id", { id: ID, created_at: "2026-11-23T08:16:00Z" }, null, null],
    ["neither id nor payment, and a status", { payment_status: null }, null, null],
    ["an empty payment", { id: ID, payment_id: "", payment_status: null }, null, null],
    [
      "a payment and its status",
      { id: ID, payment_id: "pay_1", payment_status: "succeeded" },
      "pay_1",
      "succeeded",
    ],
    ["a payment without a status", { payment_id: "pay_1" }, "pay_1", "unknown"],
    [
      "a payment and a number",
      { id: ID, payment_id: "pay_1", payment_status: 7 },
      "pay_1",
      "unknown",
    ],
    [
      "no payment and a success",
      { id: ID, payment_id: null, payment_status: "succeeded" },
      null,
      "succeeded",
    ],
    ["no payment and processing", { id: ID, payment_status: "processing" }, null, "processing"],
    [
      "no payment and a new status",
      { id: ID, payment_id: null, payment_status: "in_review" },
      null,
      "unknown",
    ],
  ])("[A09] %s is read literally", (_, body, provider_payment_id, status) => {
    expect(readSessionState(body, ID)).toEqual({ known: true, provider_payment_id, status });
  });
});

/**
 * Pays on the page of a topup whose price was edited since, so that this page cannot be returned
 * again.
 */
async function editedAndPaid(world: World): Promise<Opened> {
  const opened = await open(world);
  await world.dodo.pay(opened.session_id, { silent: true });
  world.host.topups.set(opened.topup.topup_id, { ...opened.topup, usd_cents: 6_000 });
  world.clock.advance(MINUTE);
  return opened;
}

async function create(
  world: World,
  topup_id: string,
): Promise<[status: number, code: string | undefined]> {
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  return [response.status, ((await response.json()) as { code?: string }).code];
}

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["nothing", {}],
    ["a list", []],
    ["another session", { id: "cks_2", payment_id: null, payment_status: null }],
    ["a payment that is no text", { payment_id: 7 }],
  ])(
    "[A09] where Dodo answers with %s about a session that is paid, no other page is opened",
    async (_, body) => {
      await using world = await createWorld({ storage });
      const { topup } = await editedAndPaid(world);
      world.dodo.faults.api.transform = (path, answer) =>
        path.startsWith("/checkouts/") ? body : answer;
      expect(await create(world, topup.topup_id)).toEqual([502, "provider_invalid"]);
    },
  );

  test.each([404, 410])(
    "[A09] a %i of a proxy does not mean that the session is unknown; Dodo's own does",
    async (status) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await editedAndPaid(world);
      const path = new RegExp(session_id);
      for (const body of ["<h1>Not found</h1>", "[]", "null", '"NOT_FOUND"', "{}", ""]) {
        world.dodo.faults.api.fail = {
          status,
          path,
          body,
          headers: { "content-type": "application/json" },
        };
        world.clock.advance(5_000);
        expect(await create(world, topup.topup_id)).toEqual([503, "provider_unavailable"]);
      }
      world.dodo.faults.api.fail = { status, path, code: "NOT_FOUND" };
      world.clock.advance(5_000);
      expect(await create(world, topup.topup_id)).toEqual([200, undefined]);
    },
  );

  test("[A07] a session that is gone (410) frees its topup", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    world.dodo.faults.api.fail = {
      status: 410,
      code: "CHECKOUT_SESSION_EXPIRED",
      path: new RegExp(session_id),
    };
    world.clock.advance(2 * DAY);
    await world.payment.reconcile({ recent: 0 });
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "expired" });
  });
});
