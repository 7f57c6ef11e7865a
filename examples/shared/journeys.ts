// The journeys that every mount must pass, over real HTTP and against the local Dodo.
import assert from "node:assert/strict";
import type { DodoEmulator } from "@x/dodo-emulator";
import { createBuyer } from "./browser.ts";

/** What a journey is run against. */
export interface Mount {
  shop_url: string;
  dodo: DodoEmulator;
}

export interface Journey {
  name: string;
  run(mount: Mount): Promise<void>;
}

let buyers = 0;
/** Each journey has a buyer of its own, so that they share a shop. */
const newBuyer = (mount: Mount) => createBuyer(mount.shop_url, `buyer-${Date.now()}-${(buyers += 1)}`);

export const journeys: readonly Journey[] = [
  {
    name: "[C01] buy: paid at Dodo, the delivery credits the balance once, the buyer lands on a clean address",
    async run(mount) {
      const buyer = newBuyer(mount);
      const checkout = await buyer.checkout(await buyer.topup("medium"));
      const landed = await buyer.press(checkout.checkout_url, "succeeded");
      assert.match(landed, /\/redirect\/success\?ref=ref_[\w-]{22}$/);
      await buyer.waitFor(checkout.status_url, "paid");
      assert.equal(await buyer.balance(), 2_200);
    },
  },
  {
    name: "[B11] without JavaScript: the page's form leads to the checkout and is credited; another site's does nothing",
    async run(mount) {
      const buyer = newBuyer(mount);
      const { status, location } = await buyer.submit("small");
      assert.equal(status, 303);
      await buyer.waitFor(await buyer.press(location ?? "", "succeeded"), "paid");
      assert.equal(await buyer.balance(), 500);
      const opened = mount.dodo.requests.length;
      assert.deepEqual(await buyer.submit("small", "https://elsewhere.example"), { status: 403, location: null });
      assert.deepEqual(await buyer.submit("small", "null"), { status: 403, location: null });
      assert.deepEqual(await buyer.submit("enormous"), { status: 400, location: null });
      assert.equal(mount.dodo.requests.length, opened);
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
    name: "[C03] replayed: the same delivery again, and the next create, change nothing",
    async run(mount) {
      const buyer = newBuyer(mount);
      const topup_id = await buyer.topup("small");
      const checkout = await buyer.checkout(topup_id);
      await buyer.press(checkout.checkout_url, "succeeded");
      await buyer.waitFor(checkout.status_url, "paid");
      const payments = await fetch(`${mount.shop_url}/v1/payment/payments?topup_id=${topup_id}`, { headers: { cookie: "user=admin" } });
      const [payment] = ((await payments.json()) as { items: { provider_payment_id: string }[] }).items;
      const delivery = mount.dodo.deliveries.find(({ payment_id }) => payment_id === payment?.provider_payment_id);
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
      assert.equal(await buyer.balance(), 6_000);
    },
  },
  {
    name: "[V03] forged: a delivery that nobody signed credits nothing",
    async run(mount) {
      const buyer = newBuyer(mount);
      const topup_id = await buyer.topup("large");
      const checkout = await buyer.checkout(topup_id);
      const data = { payment_id: "pay_forged", status: "succeeded", total_amount: 1, currency: "INR", checkout_session_id: checkout.provider_session_id };
      const headers = { "webhook-id": "msg_forged", "webhook-timestamp": `${Math.floor(Date.now() / 1_000)}`, "webhook-signature": "v1,AAAA" };
      const forged = await fetch(`${mount.shop_url}/v1/payment/webhook`, { method: "POST", headers, body: JSON.stringify({ type: "payment.succeeded", data }) });
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
      const [first, second] = await Promise.all([buyer.checkout(topup_id), buyer.checkout(topup_id)]);
      assert.equal(first.checkout_url, second.checkout_url);
      assert.equal((await buyer.checkout(topup_id)).checkout_url, first.checkout_url);
    },
  },
];
