/** A release overrides Dodo's status and amounts, but never the topup's price, credits or owner. */
import { describe, expect, test } from "vitest";
import { PAST_LEASE_MS, reconcileUntilDone } from "../books.ts";
import { createNotifiedWorld } from "../notified-world.ts";
import { HOUR, underpaid, whileHostIsDown } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { Topup } from "../../src/index.ts";

const EDITS: readonly Partial<Topup>[] = [
  { usd_cents: 500_000 },
  { credits: 50_000 },
  { user_id: "eve" },
];

describe.each(STORAGES)("on %s", (storage) => {
  test.each(EDITS)(
    "[F04] a topup that was edited to %j since is not released: 409 with both, and nothing changes",
    async (edit) => {
      await using world = await createWorld({ storage });
      const { topup, payment_id } = await underpaid(world);
      world.host.topups.set(topup.topup_id, { ...topup, ...edit });
      const before = await world.storage.readPayment(payment_id);
      const { usd_cents, credits, user_id } = { ...topup, ...edit };
      expect(await release(world, payment_id)).toEqual({
        status: 409,
        body: {
          error: expect.stringContaining("topup"),
          code: "release_refused",
          request_id: expect.any(String),
          payment: { usd_cents: 5_000, credits: 500, user_id: "ada" },
          topup: { usd_cents, credits, user_id },
        },
      });
      // Values that differ from the topup's present ones are refused too.
      expect(
        (await release(world, payment_id, { usd_cents: 1, credits: 500, user_id: "ada" })).status,
      ).toBe(409);
      expect(
        (await release(world, payment_id, { usd_cents: 5_000, credits: 500, user_id: "ada" }))
          .status,
      ).toBe(409);
      expect(await world.storage.readPayment(payment_id)).toEqual(before);
      expect(world.host.calls).toEqual([]);
    },
  );

  test.each(EDITS)(
    "[F04] a topup that was edited to %j is released by sending the values that were seen, which the audit records",
    async (edit) => {
      await using notified = await createNotifiedWorld(storage);
      const { world, sent } = notified;
      const { topup, payment_id } = await underpaid(world);
      const edited = { ...topup, ...edit };
      world.host.topups.set(topup.topup_id, edited);
      const { usd_cents, credits, user_id } = edited;
      expect(await release(world, payment_id, { usd_cents, credits, user_id })).toMatchObject({
        status: 200,
        body: { payment: { status: "paid" } },
      });
      expect(world.host.ledger).toMatchObject([{ credits, user_id }]);
      // The host's message goes to who got the credits, and names them.
      await notified.settled();
      for (const kind of ["released", "credited"])
        expect(sent.find((notice) => notice.kind === kind)).toMatchObject({
          payment: { credits, user_id, metadata_json: expect.stringContaining('"credits":"500"') },
        });
      // The buyer's list says what the buyer got.
      const mine = await world.send("GET", "/payments/me", { as: "user:ada" });
      expect(await mine.json()).toMatchObject({
        items: [{ payment_id, credits: user_id === "ada" ? credits : 0 }],
      });
      const claim = (await world.storage.listAudit(payment_id)).find(
        ({ action }) => action === "claim",
      );
      expect(claim).toMatchObject({
        actor: "admin:root",
        note: "seen",
        changes: {
          released: true,
          accepted_usd_cents: usd_cents,
          accepted_credits: credits,
          accepted_user_id: user_id,
        },
      });
    },
  );

  test("[F04] one that was not edited needs no `topup`, and accepts one with its present values", async () => {
    for (const topup of [undefined, { usd_cents: 5_000, credits: 500, user_id: "ada" }]) {
      await using world = await createWorld({ storage });
      const { payment_id } = await underpaid(world);
      expect(await release(world, payment_id, topup)).toMatchObject({
        status: 200,
        body: { payment: { status: "paid" } },
      });
    }
  });

  test.each(["reconciliation", "a delivery", "the release again"])(
    "[F04] edited between a failed release and its retry by %s: held again, and the release ends",
    async (by) => {
      await using world = await createWorld({ storage });
      const { topup, payment_id } = await underpaid(world);
      await whileHostIsDown(world, async () => await release(world, payment_id));
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "crediting",
        released: true,
        accepted_usd_cents: 5_000,
      });
      world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 500_000, credits: 50_000 });
      world.clock.advance(PAST_LEASE_MS);
      if (by === "the release again") expect((await release(world, payment_id)).status).toBe(409);
      if (by === "a delivery")
        expect((await world.dodo.resend(world.dodo.deliveries[0]?.delivery_id ?? "")).status).toBe(
          200,
        );
      world.clock.advance(HOUR);
      await world.payment.reconcile();
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_changed",
        released: false,
        accepted_usd_cents: null,
        accepted_credits: null,
        accepted_user_id: null,
      });
      expect(world.host.ledger).toEqual([]);
    },
  );

  test("[F04] what was accepted is credited by reconciliation too, unless it changes again", async () => {
    await using world = await createWorld({ storage });
    const { topup, payment_id } = await underpaid(world);
    const edited = { ...topup, credits: 400 };
    world.host.topups.set(topup.topup_id, edited);
    await whileHostIsDown(
      world,
      async () =>
        await release(world, payment_id, { usd_cents: 5_000, credits: 400, user_id: "ada" }),
    );
    await reconcileUntilDone(world);
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      status: "paid",
      accepted_credits: 400,
    });
    expect(world.host.ledger).toMatchObject([{ credits: 400 }]);
  });
});

async function release(
  world: World,
  payment_id: string,
  topup?: Pick<Topup, "usd_cents" | "credits" | "user_id">,
): Promise<{ status: number; body: unknown }> {
  const body = {
    payment_id,
    decision: "credit",
    note: "seen",
    ...(topup === undefined ? {} : { topup }),
  };
  const response = await world.send("POST", "/payments/release", { as: "admin", body });
  return { status: response.status, body: await response.json() };
}
