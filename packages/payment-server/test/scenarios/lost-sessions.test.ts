import { describe, expect, test } from "vitest";
import { PAID_IN_USD } from "../payloads.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { PaymentStatus } from "../../src/core/payment.ts";

const HOUR = 3_600_000;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[A05] a session whose response was lost costs nothing: the next create returns a usable checkout", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { topup_id } = world.host.addTopup();
      const lost = await loseAnswer(world, topup_id);
      const second = await world.create(topup_id);
      expect(second.provider_session_id).not.toBe(lost);
      await world.dodo.pay(second.provider_session_id);
      await world.dodo.deliver();
      expect(world.host.balance("ada")).toBe(500);
    });

    test.each([
      ["first", "last"],
      ["last", "first"],
    ])("[A05] if both sessions are paid, the lost one %s, there is one credit", async (order) => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { topup_id } = world.host.addTopup();
      const lost = await loseAnswer(world, topup_id);
      const { provider_session_id } = await world.create(topup_id);
      for (const session of order === "first"
        ? [lost, provider_session_id]
        : [provider_session_id, lost]) {
        await world.dodo.pay(session);
        expect(await world.dodo.deliver()).toMatchObject([{ status: 200 }]);
      }
      expect(world.host.ledger).toHaveLength(1);
      const payments = await world.payments(topup_id);
      expect(payments.map(({ status, hold_reason }) => `${status} ${hold_reason}`).sort()).toEqual([
        "held duplicate_payment",
        "paid null",
      ]);
      expect(payments.find(({ status }) => status === "paid")?.provider_session_id).toBe(
        order === "first" ? lost : provider_session_id,
      );
    });

    test("[A05] a process that died before it stored the session blocks the topup for seconds only", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { topup_id } = world.host.addTopup();
      const [session, died] = await dieBeforeStoring(world, topup_id);
      world.clock.advance(15_000);
      const second = await world.create(topup_id);
      await world.dodo.pay(session);
      await world.dodo.pay(second.provider_session_id);
      await world.dodo.deliver();
      expect(world.host.ledger).toHaveLength(1);
      expect(statuses(await world.payments(topup_id))).toEqual(["held", "paid"]);
      died();
    });

    test.each([true, false])(
      "[A06] a webhook that arrives before the session is stored credits, and the create reports it (tax inclusive: %s)",
      async (tax_inclusive) => {
        const products = [{ product_id: "pdt_topup", tax_inclusive }];
        const statusesOfDelivery: (number | null)[] = [];
        await using world: World = await createWorld({
          storage,
          service: { confirm },
          dodo: { tax_bps: 826, products },
          provider: {
            fetch: async (request) => {
              const response = await world.dodo.fetch(request);
              if (request.method !== "POST") return response;
              const session_id: unknown = Reflect.get(
                Object(await response.clone().json()),
                "session_id",
              );
              await world.dodo.pay(String(session_id));
              for (const { status } of await world.dodo.deliver()) statusesOfDelivery.push(status);
              return response;
            },
          },
        });
        const { topup_id } = world.host.addTopup();
        const response = await world.send("POST", "/checkout/create", {
          as: "user:ada",
          body: { method_id: "dodo", topup_id },
        });
        expect(statusesOfDelivery).toEqual([200]);
        expect(response.status).toBe(409);
        expect(await response.json()).toMatchObject({ code: "topup_not_pending" });
        expect(await world.only(topup_id)).toMatchObject({
          status: "paid",
          net_minor: 5_000,
          product_id: "pdt_topup",
        });
        expect(world.host.balance("ada")).toBe(500);
      },
    );
  });

  describe.each(["one", "many"] as const)("payments per session: %s", (payments_per_session) => {
    test("[A07] a session older than its validity is replaced by a new one", async () => {
      await using world = await createWorld({ storage, dodo: { payments_per_session } });
      const first = await world.create(world.host.addTopup().topup_id);
      world.clock.advance(24 * HOUR);
      const second = await world.create(first.topup_id);
      expect(second.checkout_url).not.toBe(first.checkout_url);
      await world.dodo.pay(second.provider_session_id);
      await world.dodo.deliver();
      expect(world.host.balance("ada")).toBe(500);
      expect(statuses(await world.payments(first.topup_id))).toEqual(["paid", "pending"]);
    });

    test.each([
      ["old", ["paid", "held"]],
      ["new", ["held", "paid"]],
    ])(
      "[A07] the old session, if it is paid anyway, credits once (the %s one is first)",
      async (first, outcome) => {
        await using world = await createWorld({ storage, dodo: { payments_per_session } });
        const old = await world.create(world.host.addTopup().topup_id);
        world.clock.advance(25 * HOUR);
        const renewed = await world.create(old.topup_id);
        const payOld = async (): Promise<void> => {
          const data = paidLate(world, old.provider_session_id, old.payment_id);
          expect(
            (await world.deliver({ ...PAID_IN_USD, business_id: world.dodo.business_id, data }))
              .status,
          ).toBe(200);
        };
        const payNew = async (): Promise<void> => {
          await world.dodo.pay(renewed.provider_session_id);
          await world.dodo.deliver();
        };
        for (const pay of first === "old" ? [payOld, payNew] : [payNew, payOld]) await pay();
        expect(world.host.ledger).toHaveLength(1);
        expect((await world.payments(old.topup_id)).map(({ status }) => status)).toEqual(outcome);
      },
    );
  });

  test("[A07] a session that Dodo no longer knows is replaced by a new one", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    world.dodo.reset();
    const second = await world.create(first.topup_id);
    expect(second.checkout_url).not.toBe(first.checkout_url);
    expect(statuses(await world.payments(first.topup_id))).toEqual(["expired", "pending"]);
  });
});

function statuses(payments: readonly { status: PaymentStatus }[]): PaymentStatus[] {
  return payments.map(({ status }) => status).sort();
}

/**
 * Runs a create whose response from Dodo is lost after the session was created; returns the
 * session's id.
 */
async function loseAnswer(world: World, topup_id: string): Promise<string> {
  let session_id = "";
  world.dodo.faults.api.transform = (path, body) => {
    if (path === "/checkouts") session_id = String(Reflect.get(Object(body), "session_id"));
    return body;
  };
  world.dodo.faults.api.drop_after_commit = 1;
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  expect(response.status).toBe(503);
  world.dodo.faults.api = {};
  expect(session_id).toMatch(/^cks_/);
  return session_id;
}

/**
 * Starts a create that hangs once Dodo has created the session; returns the session's id and a
 * function that lets the create end.
 */
async function dieBeforeStoring(
  world: World,
  topup_id: string,
): Promise<[session_id: string, end: () => void]> {
  return await new Promise((resolve) => {
    const { changePayment } = world.storage;
    world.storage.changePayment = async (change) => {
      world.storage.changePayment = changePayment;
      await new Promise<void>((end) => resolve([change.next.provider_session_id ?? "", end]));
      throw new Error("the process is gone");
    };
    void world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { method_id: "dodo", topup_id },
    });
  });
}

/** Puts the documented success into Dodo as a payment of an old session. */
function paidLate(
  world: World,
  checkout_session_id: string,
  payment_id: string,
): Record<string, unknown> {
  const data = {
    ...PAID_IN_USD.data,
    payment_id: "pay_late",
    checkout_session_id,
    business_id: world.dodo.business_id,
    product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
    metadata: { payment_id },
  };
  world.dodo.putPayment(data);
  return data;
}
