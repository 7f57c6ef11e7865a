// The journeys in which something goes wrong: forged, short, second and refunded payments, a
// stranger, a rotated key and a restart.
import assert from "node:assert/strict";
import type { Journey } from "./journey.ts";
import { deliveryOf, newBuyer, OLD_KEY, open, opened, paymentsOf, until } from "./mount.ts";

export const troubleJourneys: readonly Journey[] = [
  {
    name: "[V03] forged: a delivery without a valid signature credits nothing",
    async run(mount) {
      const buyer = newBuyer(mount);
      const topup_id = await buyer.topup("large");
      const checkout = await buyer.checkout(topup_id);
      const data = {
        payment_id: "pay_forged",
        status: "succeeded",
        total_amount: 1,
        currency: "INR",
        checkout_session_id: checkout.provider_session_id,
      };
      const headers = {
        "webhook-id": "msg_forged",
        "webhook-timestamp": `${Math.floor(Date.now() / 1_000)}`,
        "webhook-signature": "v1,AAAA",
      };
      const forged = await fetch(`${mount.shop_url}/v1/payment/webhook`, {
        method: "POST",
        headers,
        body: JSON.stringify({ type: "payment.succeeded", data }),
      });
      assert.equal(forged.status, 401);
      assert.equal(await buyer.balance(), 0);
      assert.equal(await buyer.status(checkout.status_url), "pending");
    },
  },
  {
    name: "[C19] pay twice: one credit, and the second payment is held for a person",
    async run(mount) {
      const { buyer, topup_id, checkout } = await open(mount, "small");
      await mount.dodo.pay(checkout.provider_session_id);
      await buyer.waitFor(checkout.status_url, "paid");
      await mount.dodo.pay(checkout.provider_session_id);
      await until("the second payment is held", async () =>
        (await paymentsOf(mount, topup_id)).some(
          ({ hold_reason }) => hold_reason === "duplicate_payment",
        ),
      );
      assert.deepEqual((await paymentsOf(mount, topup_id)).map(({ status }) => status).sort(), [
        "held",
        "paid",
      ]);
      assert.equal(await buyer.balance(), 500);
    },
  },
  {
    name: "[M01] underpaid: held and visible, never credited",
    async run(mount) {
      const { buyer, topup_id, checkout } = await open(mount, "large");
      await mount.dodo.pay(checkout.provider_session_id, {
        overrides: { total_amount: 4_999, settlement_amount: 4_999 },
      });
      await buyer.waitFor(checkout.status_url, "held");
      assert.deepEqual(
        (await paymentsOf(mount, topup_id)).map(({ hold_reason }) => hold_reason),
        ["underpaid"],
      );
      assert.equal(await buyer.balance(), 0);
    },
  },
  {
    name: "[A02] another user's topup: the same answer as for an unknown one, and no request to Dodo",
    async run(mount) {
      const { topup_id, checkout } = await open(mount, "small");
      // This counts only requests for this topup and new checkouts; other payments are polled at
      // any time.
      const asked = (): number =>
        opened(mount) +
        mount.dodo.requests.filter(({ path }) => path.includes(checkout.provider_session_id))
          .length;
      const before = asked();
      const stranger = newBuyer(mount);
      const refusals = await Promise.all(
        [topup_id, "tu_unknown"].map(
          async (id) => await stranger.checkout(id).then(() => "opened", String),
        ),
      );
      assert.match(refusals[0] ?? "", /404.*topup_not_found/);
      const told = refusals.map((text) => text.replace(/req_[\w-]+/, ""));
      assert.equal(told[0], told[1]);
      assert.equal(asked(), before);
    },
  },
  {
    name: "[V06] key rotation: either key is taken, an unknown one is not",
    async run(mount) {
      const { buyer, checkout } = await open(mount, "small");
      const paid = await mount.dodo.pay(checkout.provider_session_id, { silent: true });
      const unknown = await fetch(
        deliveryOf(mount, paid, ["whsec_bmVpdGhlci1vZi10aGUtdHdvLWtleXMtYXQtYWxs"]),
      );
      assert.equal(unknown.status, 401);
      const old = await fetch(deliveryOf(mount, paid, [OLD_KEY]));
      assert.deepEqual(
        [old.status, Reflect.get(Object(await old.json()), "sync_status")],
        [200, "applied"],
      );
      assert.equal((await fetch(deliveryOf(mount, paid))).status, 200);
      assert.equal(await buyer.balance(), 500);
    },
  },
  {
    name: "[C18] refund after the credit: recorded on the payment, the balance is left to the shop",
    async run(mount) {
      const { buyer, topup_id, checkout } = await open(mount, "medium");
      await buyer.press(checkout.checkout_url, "succeeded");
      await buyer.waitFor(checkout.status_url, "paid");
      const [payment] = await paymentsOf(mount, topup_id);
      await mount.dodo.refund(payment?.provider_payment_id ?? "");
      await until(
        "the refund is recorded",
        async () => (await paymentsOf(mount, topup_id))[0]?.refunded_minor === 2_000,
      );
      assert.equal(await buyer.status(checkout.status_url), "paid");
      assert.equal(await buyer.balance(), 2_200);
    },
  },
  {
    name: "[K01] a restart in the middle: the page stays open, the payment is credited once",
    async run(mount) {
      const { buyer, topup_id, checkout } = await open(mount, "large");
      await mount.restart();
      assert.equal((await buyer.checkout(topup_id)).checkout_url, checkout.checkout_url);
      const paid = await mount.dodo.pay(checkout.provider_session_id, { silent: true });
      mount.dodo.faults.api.delay_ms = 1_000;
      const cut_off = fetch(deliveryOf(mount, paid)).then(
        ({ status }) => status,
        () => "cut off",
      );
      await until("the delivery is in the middle", async () =>
        mount.dodo.requests.some(({ path }) => path.includes(paid.payment_id)),
      );
      await mount.restart();
      delete mount.dodo.faults.api.delay_ms;
      assert.equal(await cut_off, "cut off");
      assert.equal((await fetch(deliveryOf(mount, paid))).status, 200);
      await mount.restart();
      assert.equal(await buyer.status(checkout.status_url), "paid");
      assert.equal(await buyer.balance(), 6_000);
    },
  },
];
