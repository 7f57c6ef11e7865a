/**
 * PostgreSQL cannot store a NUL character, and no database stores half of a surrogate pair as it is.
 * Such a text is refused where it enters, with the same sentence on every storage.
 */
import { describe, expect, test } from "vitest";
import { PaymentError } from "../../src/index.ts";
import { open, underpaid } from "../scenes.ts";
import { createWorld, ORIGIN, STORAGES } from "../world.ts";

const ODD = {
  "a NUL": "a\u0000b",
  "half a character": "a\ud800b",
  "501 characters": "x".repeat(501),
};
const UNSTORABLE = /control character, half of a surrogate pair or more than 500 characters/;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(Object.entries(ODD))("%s", (name, odd) => {
    test("[F29] in a topup id of a request is 400, and no topup is read", async () => {
      await using world = await createWorld({ storage });
      let reads = 0;
      world.host.reading = async () => void (reads += 1);
      const body = { method_id: "dodo", topup_id: odd };
      const response = await world.send("POST", "/checkout/create", { as: "user:ada", body });
      expect([response.status, await response.json(), reads]).toEqual([
        400,
        expect.objectContaining({
          code: "invalid_request",
          error: expect.stringContaining("topup_id"),
        }),
        0,
      ]);
    });

    test("[F29] in the topup id of a call is `invalid_request`, although the host would find one with another character", async () => {
      await using world = await createWorld({ storage, service: { base_url: ORIGIN } });
      const stored = odd.replaceAll(/[\0\ud800]/g, "\ufffd");
      const { topup_id, user_id } = world.host.addTopup({ topup_id: stored });
      let reads = 0;
      world.host.reading = async () => void (reads += 1);
      const service = world.secondService({
        readTopup: () => {
          reads += 1;
          return world.host.topups.get(topup_id) ?? null;
        },
      });
      await expect(service.createCheckout({ topup_id: odd, user_id })).rejects.toMatchObject({
        code: "invalid_request",
        message: expect.stringMatching(UNSTORABLE),
      });
      expect([reads, await world.payments(topup_id)]).toEqual([0, []]);
    });

    test("[F29] in the user of the host's topup is `host_invalid`, and no checkout is created", async () => {
      await using world = await createWorld({ storage, service: { base_url: ORIGIN } });
      const { topup_id } = world.host.addTopup({ user_id: odd });
      await expect(world.payment.createCheckout({ topup_id, user_id: odd })).rejects.toMatchObject({
        code: "host_invalid",
        message: expect.stringMatching(UNSTORABLE),
      });
      expect(world.dodo.requests).toEqual([]);
    });

    test("[F29] in the user that authenticate() returns is `host_invalid`", async () => {
      await using world = await createWorld({
        storage,
        service: { authenticate: () => ({ user_id: odd }) },
      });
      const response = await world.send("GET", "/payments/me");
      expect([response.status, await response.json()]).toEqual([
        500,
        expect.objectContaining({ code: "host_invalid", error: expect.stringMatching(UNSTORABLE) }),
      ]);
    });

    test("[F29] in a filter is `invalid_request`, in a query and in a call", async () => {
      await using world = await createWorld({ storage });
      await expect(world.payment.listPayments({ user_id: odd })).rejects.toMatchObject({
        code: "invalid_request",
      });
      await expect(world.payment.listEvents({ payment_id: odd })).rejects.toMatchObject({
        code: "invalid_request",
      });
      // A URL cannot hold half of a pair.
      if (name === "half a character") return;
      const query = `/payments?user_id=${encodeURIComponent(odd)}`;
      expect((await world.send("GET", query, { as: "admin" })).status).toBe(400);
    });
  });

  test.each(["why \u0000", "why \udc00"])(
    "[F29] the note %j of a release is `invalid_request`, and the payment stays held",
    async (note) => {
      await using world = await createWorld({ storage });
      const { payment_id } = await underpaid(world);
      const body = { payment_id, decision: "dismiss", note };
      expect((await world.send("POST", "/payments/release", { as: "admin", body })).status).toBe(
        400,
      );
      await expect(
        world.payment.releasePayment({ payment_id, decision: "dismiss", note }),
      ).rejects.toBeInstanceOf(PaymentError);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "held" });
    },
  );

  test.each(["pay_\u0000x", "pay_\ud800x"])(
    "[F29] a signed delivery about our session whose payment id is %j stores no such id, and Dodo's own answer decides",
    async (payment_id) => {
      await using world = await createWorld({ storage, service: { confirm: "when_unsigned" } });
      const { session_id, checkout } = await open(world);
      const paid = await world.dodo.pay(session_id, { silent: true });
      const response = await world.deliver({
        type: "payment.succeeded",
        data: { ...paid, payment_id, metadata: {} },
      });
      expect(response.status).toBe(200);
      expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
        status: "paid",
        provider_payment_id: paid.payment_id,
      });
    },
  );
});
