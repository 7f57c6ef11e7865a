/** Money for a topup of ours from a checkout that another service created. */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks } from "../books.ts";
import { foreignSession, HOUR, open } from "../scenes.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[D15] money for a topup of ours from a checkout that another service created is held, never ignored, and a replay leaves it so", async () => {
    await using world = await createWorldIn(setting);
    const topup = world.host.addTopup();
    const foreign = async (metadata: Record<string, string>, outcome = {}) =>
      await world.dodo.pay(await foreignSession(world, "pdt_topup", metadata), {
        silent: true,
        ...outcome,
      });
    const deliver = async (
      payment: Awaited<ReturnType<typeof foreign>>,
      webhook_id: string,
    ): Promise<unknown> => {
      const response = await world.deliver(bodyOf(world, payment), { webhook_id });
      return [response.status, ((await response.json()) as { sync_status: string }).sync_status];
    };
    const metadata = {
      payment_id: "pay_0123456789abcdef0123456789abcdef",
      topup_id: topup.topup_id,
      user_id: "ada",
      credits: "500",
      usd_cents: "5000",
    };
    expect(await deliver(await foreign(metadata), "msg_before")).toEqual([200, "held"]);
    expect(await deliver(await foreign({ topup_id: topup.topup_id }), "msg_topup")).toEqual([
      200,
      "held",
    ]);
    expect(
      await deliver(await foreign({ ...metadata, topup_id: "tu_elsewhere" }), "msg_elsewhere"),
    ).toEqual([200, "ignored"]);
    expect(await deliver(await foreign(metadata, { result: "failed" }), "msg_declined")).toEqual([
      200,
      "ignored",
    ]);
    expect(
      (await world.allEvents())
        .filter(({ sync_error }) => sync_error === "unmatched")
        .map(({ event_id, payment_id }) => [event_id, payment_id])
        .sort(),
    ).toEqual([
      ["dodo:msg_before", null],
      ["dodo:msg_topup", null],
    ]);
    expect((await world.payment.replayEvent("dodo:msg_before")).sync_status).toBe("held");
    expect(world.host.calls).toEqual([]);
    expect((await world.payment.check()).findings.map(({ code }) => code)).toContain("unmatched");
    await expectSoundBooks(world);
  });

  test("[D15] if its delivery was lost it is found among the recent payments, while the topup waits", async () => {
    await using world = await createWorldIn(setting);
    const [waiting, credited, twice] = [
      world.host.addTopup(),
      world.host.addTopup({ status: "paid" }),
      (await open(world)).topup,
    ];
    // The topup is paid here as well, so the old checkout's money is a second payment.
    await world.dodo.pay((await world.only(twice.topup_id)).provider_session_id ?? "");
    await world.dodo.deliver();
    for (const { topup_id } of [waiting, credited, twice])
      await world.dodo.pay(
        await foreignSession(world, "pdt_topup", { payment_id: "pay_of_another", topup_id }),
        { silent: true },
      );
    world.clock.advance(HOUR);
    for (let run = 0; run < 2; run += 1) await world.payment.reconcile();
    const events = (await world.allEvents()).filter(({ sync_status }) => sync_status === "held");
    expect(
      events
        .map(({ sync_error, payload_json }) => [
          sync_error,
          JSON.parse(payload_json).data.metadata.topup_id,
        ])
        .sort(),
    ).toEqual(
      [
        ["unmatched", waiting.topup_id],
        ["unmatched", twice.topup_id],
      ].sort(),
    );
    const found = (await world.payment.drift()).items.map(
      ({ reason, topup_id, payment_id, topup_status }) => [
        reason,
        topup_id,
        payment_id,
        topup_status,
      ],
    );
    expect(found.sort()).toEqual(
      [
        ["no_row", waiting.topup_id, "", "pending"],
        ["no_row", twice.topup_id, "", "paid"],
      ].sort(),
    );
  });
});
