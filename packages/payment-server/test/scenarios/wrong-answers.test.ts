/**
 * Wrong answers of Dodo's API settle nothing: an answer about another payment than the requested
 * one, for example from a cache in between, or a refused key.
 */
import { describe, expect, test } from "vitest";
import { DECLINE_ENDS_PAYMENT } from "../dodo-answers.ts";
import { bodyOf, expectSoundBooks, paymentOf } from "../books.ts";
import { HOUR, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

/** A world whose API calls can be answered for another payment. */
interface MisroutedApi {
  world: World;
  /** Makes Dodo's API answer about `answered` when `requested` is requested. */
  misroute(requested: string, answered: string): void;
  /** Makes the API answer correctly again. */
  restore(): void;
}

async function misroutedApi(storage: (typeof STORAGES)[number]): Promise<MisroutedApi> {
  const answers = new Map<string, string>();
  const world: World = await createWorld({
    storage,
    dodo: DECLINE_ENDS_PAYMENT,
    provider: {
      fetch: async (request) => {
        const url = new URL(request.url);
        const other = answers.get(url.pathname);
        return await world.dodo.fetch(
          other === undefined
            ? request
            : new Request(new URL(other, url), { headers: request.headers }),
        );
      },
    },
  });
  return {
    world,
    misroute: (requested, answered) =>
      void answers.set(`/payments/${requested}`, `/payments/${answered}`),
    restore: () => answers.clear(),
  };
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[M04] a delivery whose API answer is about another payment is 503, and neither of the two is credited", async () => {
    const { world, misroute, restore } = await misroutedApi(storage);
    await using _ = world;
    const [mine, other] = [await open(world), await open(world)];
    const declined = await world.dodo.pay(mine.session_id, { result: "failed", silent: true });
    const paid = await world.dodo.pay(other.session_id, { silent: true });
    misroute(declined.payment_id, paid.payment_id);
    const response = await world.deliver(bodyOf(world, declined), { webhook_id: "msg_a" });
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ code: "provider_invalid" }),
    ]);
    expect([
      await world.only(mine.topup.topup_id),
      await world.only(other.topup.topup_id),
    ]).toMatchObject([{ status: "pending" }, { status: "pending" }]);
    expect(world.host.calls).toEqual([]);
    restore();
    expect((await world.deliver(bodyOf(world, declined), { webhook_id: "msg_a" })).status).toBe(
      200,
    );
    expect(await world.only(mine.topup.topup_id)).toMatchObject({
      status: "failed",
      provider_payment_id: declined.payment_id,
    });
    await expectSoundBooks(world);
  });

  test("[M04] reconciliation settles nothing by an answer about another payment, and polls again", async () => {
    const { world, misroute, restore } = await misroutedApi(storage);
    await using _ = world;
    const [mine, other] = [await open(world), await open(world)];
    const requested = await world.dodo.pay(mine.session_id, { silent: true });
    const foreign = await world.dodo.pay(other.session_id, { result: "failed", silent: true });
    misroute(requested.payment_id, foreign.payment_id);
    world.clock.advance(HOUR);
    await world.payment.reconcile({ recent: 0 });
    expect(await world.only(mine.topup.topup_id)).toMatchObject({
      status: "pending",
      provider_payment_id: null,
    });
    restore();
    world.clock.advance(HOUR);
    await world.payment.reconcile({ recent: 0 });
    expect(await paymentOf(world, requested.payment_id)).toMatchObject({
      topup_id: mine.topup.topup_id,
      status: "paid",
    });
    await expectSoundBooks(world);
  });

  test("[X4] if Dodo refuses the API key, a delivery is answered 503, and its redelivery credits", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    const checkout = await world.create(topup_id);
    await world.dodo.pay(checkout.provider_session_id);
    world.dodo.faults.api.fail = { status: 401, code: "UNAUTHORIZED", count: 1 };
    const [refused] = await world.dodo.deliver();
    expect(refused?.status).toBe(503);
    world.clock.advance(5_000);
    const [again] = await world.dodo.deliver();
    expect(again?.status).toBe(200);
    expect(world.host.balance("ada")).toBe(500);
  });
});
