// The journeys that every mount must pass, over real HTTP and against the local Dodo.
import assert from "node:assert/strict";
import {
  deliveryOf,
  newBuyer,
  OLD_KEY,
  open,
  opened,
  paymentsOf,
  until,
  type Mount,
} from "./mount.ts";

export interface Journey {
  name: string;
  run(mount: Mount): Promise<void>;
}

export const journeys: readonly Journey[] = [
  {
    name: "[C01] buy: paid at Dodo, the delivery credits the balance once, the buyer lands on a clean address",
    async run(mount) {
      const buyer = newBuyer(mount);
      const checkout = await buyer.checkout(await buyer.topup("medium"));
      const landed = await buyer.press(checkout.checkout_url, "succeeded");
      assert.match(landed, /\/redirect\/success\/?\?ref=ref_[\w-]{22}$/);
      await buyer.waitFor(checkout.status_url, "paid");
      assert.equal(await buyer.balance(), 2_200);
    },
  },
  {
    name: "[B11] without JavaScript: the page's form leads to the checkout and is credited; a form on another site does nothing",
    async run(mount) {
      const buyer = newBuyer(mount);
      const { status, location } = await buyer.submit("small");
      assert.equal(status, 303);
      await buyer.waitFor(await buyer.press(location ?? "", "succeeded"), "paid");
      assert.equal(await buyer.balance(), 500);
      const before = opened(mount);
      assert.deepEqual(await buyer.submit("small", "https://elsewhere.example"), {
        status: 403,
        location: null,
      });
      assert.deepEqual(await buyer.submit("small", "null"), { status: 403, location: null });
      for (const pack of ["enormous", "constructor"])
        assert.deepEqual(await buyer.submit(pack), { status: 400, location: null });
      assert.equal(opened(mount), before);
    },
  },
  {
    name: "[C05] decline, then pay: the second card credits once",
    async run(mount) {
      const buyer = newBuyer(mount);
      const checkout = await buyer.checkout(await buyer.topup("small"));
      await buyer.press(checkout.checkout_url, "failed");
      await buyer.press(checkout.checkout_url, "succeeded");
      await buyer.waitFor(checkout.status_url, "paid");
      assert.equal(await buyer.balance(), 500);
    },
  },
  {
    name: "[C03] redelivered: the same delivery again, and the next create, change nothing",
    async run(mount) {
      const buyer = newBuyer(mount);
      const topup_id = await buyer.topup("small");
      const checkout = await buyer.checkout(topup_id);
      await buyer.press(checkout.checkout_url, "succeeded");
      await buyer.waitFor(checkout.status_url, "paid");
      const [payment] = await paymentsOf(mount, topup_id);
      const delivery = mount.dodo.deliveries.find(
        ({ payment_id }) => payment_id === payment?.provider_payment_id,
      );
      assert.ok(delivery);
      assert.equal((await mount.dodo.resend(delivery.delivery_id)).status, 200);
      await assert.rejects(buyer.checkout(topup_id), /topup_not_pending/);
      assert.equal(await buyer.balance(), 500);
    },
  },
  {
    name: "[O04] webhook lost: the way back completes it",
    async run(mount) {
      const buyer = newBuyer(mount);
      const checkout = await buyer.checkout(await buyer.topup("large"));
      mount.dodo.faults.webhooks.lose = 1;
      await buyer.press(checkout.checkout_url, "succeeded");
      await buyer.waitFor(checkout.status_url, "paid");
      assert.equal(mount.dodo.deliveries.at(-1)?.state, "lost");
      assert.equal(await buyer.balance(), 6_000);
    },
  },
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
    name: "[A01] two clicks, and going back: one page for one topup",
    async run(mount) {
      const buyer = newBuyer(mount);
      const topup_id = await buyer.topup("small");
      const [first, second] = await Promise.all([
        buyer.checkout(topup_id),
        buyer.checkout(topup_id),
      ]);
      assert.equal(first.checkout_url, second.checkout_url);
      assert.equal((await buyer.checkout(topup_id)).checkout_url, first.checkout_url);
    },
  },
  {
    name: "[M02] buy in another currency: the settlement in dollars is what counts",
    async run(mount) {
      const { buyer, checkout } = await open(mount, "medium");
      await mount.dodo.pay(checkout.provider_session_id, { currency: "EUR" });
      await buyer.waitFor(checkout.status_url, "paid");
      assert.equal(await buyer.balance(), 2_200);
    },
  },
  {
    name: "[C04] [A09] slow payment: no second page while it is processing, and one credit when it succeeds",
    async run(mount) {
      const { buyer, topup_id, checkout } = await open(mount, "medium");
      const { payment_id } = await mount.dodo.pay(checkout.provider_session_id, {
        result: "processing",
      });
      await assert.rejects(buyer.checkout(topup_id), /payment_processing/);
      assert.equal(await buyer.balance(), 0);
      await mount.dodo.finish(payment_id, "succeeded");
      await buyer.waitFor(checkout.status_url, "paid");
      assert.equal(await buyer.balance(), 2_200);
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
    name: "[A08] cancel and come back: nothing is lost, the same page again, one credit",
    async run(mount) {
      const { buyer, topup_id, checkout } = await open(mount, "small");
      const cancel = await fetch(
        checkout.status_url.replace("/redirect/success", "/redirect/cancel"),
      );
      assert.equal(cancel.status, 200);
      assert.equal(await buyer.status(checkout.status_url), "pending");
      const again = await buyer.checkout(topup_id);
      assert.equal(again.checkout_url, checkout.checkout_url);
      await buyer.press(again.checkout_url, "succeeded");
      await buyer.waitFor(again.status_url, "paid");
      assert.equal(await buyer.balance(), 500);
    },
  },
  {
    name: "[A06] webhook before the row: paid before the page's address has reached the server, credited once",
    async run(mount) {
      const buyer = newBuyer(mount);
      const topup_id = await buyer.topup("large");
      mount.dodo.faults.api.transform = async (path, body) => {
        if (path !== "/checkouts") return body;
        delete mount.dodo.faults.api.transform;
        const { payment_id } = await mount.dodo.pay(
          String(Reflect.get(Object(body), "session_id")),
        );
        // Only now is the address returned to the server.
        await until("the webhook is answered", async () =>
          mount.dodo.deliveries.some(
            (delivery) => delivery.payment_id === payment_id && delivery.attempts.length > 0,
          ),
        );
        return body;
      };
      await assert.rejects(buyer.checkout(topup_id), /topup_not_pending/);
      await until("it is credited", async () => (await buyer.balance()) === 6_000);
      assert.deepEqual(
        (await paymentsOf(mount, topup_id)).map(({ status }) => status),
        ["paid"],
      );
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

/**
 * The two journeys of a purchase: the webhook arrives, and it is lost. They are for frameworks that
 * only differ from another mount in how they pass requests on.
 */
export const purchases: readonly Journey[] = journeys.filter(({ name }) =>
  /^\[(C01|O04)\]/.test(name),
);
