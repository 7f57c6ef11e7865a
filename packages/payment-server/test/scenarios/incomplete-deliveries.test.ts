/**
 * Deliveries that are incomplete, late or odd: money of ours is decided in the end, and no other
 * checkout is created in between.
 */
import type { Payment as DodoPayment } from "@x/dodo-emulator";
import { describe, expect, test } from "vitest";
import { click, decisionOf } from "../answers.ts";
import { bodyOf, everyPayment, expectSoundBooks, presentPayment } from "../books.ts";
import { DAY, HOUR, MINUTE, outcomes, everyHour, open, type Opened } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

/** Fields that Dodo may omit from a delivery, and without which the delivery does not decide. */
const MISSING = [
  ["refunds", { refunds: undefined }],
  ["tax", { tax: null }],
  ["session", { checkout_session_id: null }],
  ["lines", { product_cart: null }],
] as const;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[F01] a signed success names our session and omits its refunds, the API omits session and metadata: credited", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const opened = await open(world);
      const paid = await world.dodo.pay(opened.session_id, { silent: true });
      world.dodo.patchPayment(paid.payment_id, { checkout_session_id: null, metadata: {} });
      expect(await decisionOf(await deliver(world, paid, { refunds: undefined }))).toEqual([
        200,
        "applied",
      ]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        provider_payment_id: paid.payment_id,
      });
      await expectSoundBooks(world);
    });

    test.each(MISSING)(
      "[C07] a signed success without its %s is 503 while the API does not show it, and credited once it does",
      async (_, missing) => {
        await using world = await createWorld({ storage, service: { confirm } });
        const opened = await open(world);
        const paid = await world.dodo.pay(opened.session_id, { silent: true });
        world.dodo.patchPayment(paid.payment_id, { status: "processing" });
        expect(await decisionOf(await deliver(world, paid, missing))).toEqual([503, "busy"]);
        expect(await world.allEvents()).toMatchObject([{ sync_status: "processing" }]);
        expect(world.host.calls).toEqual([]);
        world.dodo.patchPayment(paid.payment_id, { status: "succeeded" });
        expect(await decisionOf(await deliver(world, paid, missing))).toEqual([200, "applied"]);
        expect(world.host.ledger).toHaveLength(1);
      },
    );
  });

  test.each(["kept", "empty"])(
    "[F01] a payment that our session names and that itself names another session, its metadata %s, is held for review",
    async (metadata) => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      const paid = await world.dodo.pay(opened.session_id, { silent: true });
      world.dodo.patchPayment(paid.payment_id, {
        checkout_session_id: "cks_another",
        ...(metadata === "empty" ? { metadata: {} } : {}),
      });
      await everyHour(world, 1);
      expect(outcomes(await world.payments(opened.topup.topup_id))).toContain(
        "held: session_mismatch",
      );
      expect(await click(world, opened.topup.topup_id)).toMatchObject({
        status: 409,
        code: "payment_held",
      });
      expect(world.host.calls).toEqual([]);
    },
  );

  test.each(["refunded", "partially_refunded", "disputed", null])(
    "[C18] a refund of a credited payment is recorded although its status is %j by then",
    async (status) => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      const paid = await world.dodo.pay(opened.session_id);
      await world.dodo.deliver();
      await world.dodo.refund(paid.payment_id);
      world.dodo.patchPayment(paid.payment_id, { status });
      expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([200]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        refunded_minor: 5_000,
      });
    },
  );

  describe("money that names our payment without proof yet", () => {
    test("[F01] is stored on the row, and a create is 409", async () => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      const paid = await unproven(world, opened);
      expect(await decisionOf(await deliver(world, paid))).toEqual([503, "busy"]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "pending",
        provider_status: "unknown",
        provider_payment_id: null,
      });
      expect(await click(world, opened.topup.topup_id)).toMatchObject({
        status: 409,
        code: "payment_processing",
      });
      expect(world.dodo.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
      expect(world.host.calls).toEqual([]);
    });

    test("[F01] does not replace a bank debit that is on the row", async () => {
      await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
      const opened = await open(world);
      const slow = await world.dodo.pay(opened.session_id, { silent: true, result: "processing" });
      await world.deliver(bodyOf(world, slow), { webhook_id: "msg_slow" });
      const card = await world.dodo.pay(opened.session_id, { silent: true });
      world.dodo.patchPayment(card.payment_id, { checkout_session_id: null });
      world.dodo.putSession({ session_id: opened.session_id, payment_id: slow.payment_id });
      expect(
        await decisionOf(await deliver(world, await presentPayment(world, card.payment_id))),
      ).toEqual([503, "busy"]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        provider_payment_id: slow.payment_id,
        provider_status: "processing",
      });
    });

    test("[F01] counts as young from its arrival: a bank debit of four days waits for its session", async () => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      const slow = await world.dodo.pay(opened.session_id, { silent: true, result: "processing" });
      world.clock.advance(4 * DAY);
      await world.dodo.finish(slow.payment_id, "succeeded");
      world.dodo.patchPayment(slow.payment_id, { checkout_session_id: null });
      world.dodo.faults.api.transform = (path, body) =>
        path.startsWith("/checkouts/")
          ? { ...Object(body), payment_id: null, payment_status: null }
          : body;
      expect(
        await decisionOf(await deliver(world, await presentPayment(world, slow.payment_id))),
      ).toEqual([503, "busy"]);
      world.dodo.faults.api = {};
      world.clock.advance(MINUTE);
      await world.payment.reconcile({ recent: 0 });
      expect(outcomes(await world.payments(opened.topup.topup_id))).toEqual(["paid"]);
      await expectSoundBooks(world);
    });

    test("[F12] is decided although its time is a year in the future", async () => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      const paid = await unproven(world, opened);
      world.dodo.patchPayment(paid.payment_id, { created_at: "2027-11-23T08:16:00" });
      const body = bodyOf(world, await presentPayment(world, paid.payment_id));
      await world.deliver(body, { webhook_id: "msg_ahead" });
      world.clock.advance(HOUR);
      expect(await decisionOf(await world.deliver(body, { webhook_id: "msg_ahead" }))).toEqual([
        200,
        "held",
      ]);
      expect(outcomes(await everyPayment(world))).toEqual(["held: session_mismatch", "pending"]);
      expect(world.host.calls).toEqual([]);
    });
  });
});

async function deliver(
  world: World,
  payment: DodoPayment,
  patch: Record<string, unknown> = {},
): Promise<Response> {
  return await world.deliver(bodyOf(world, { ...payment, ...patch }), {
    webhook_id: "msg_paid",
  });
}

/** Pays in full; Dodo's payment names no session, and our session names no payment. */
async function unproven(world: World, { session_id }: Opened): Promise<DodoPayment> {
  const paid = await world.dodo.pay(session_id, { silent: true });
  world.dodo.patchPayment(paid.payment_id, { checkout_session_id: null });
  world.dodo.putSession({ session_id, payment_id: null });
  return await presentPayment(world, paid.payment_id);
}
