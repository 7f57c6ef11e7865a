// The journeys in which a buyer pays a topup, and its credits are added once.
import assert from "node:assert/strict";
import type { Journey } from "./journey.ts";
import { newBuyer, open, opened, paymentsOf, until } from "./mount.ts";

export const purchaseJourneys: readonly Journey[] = [
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
];
