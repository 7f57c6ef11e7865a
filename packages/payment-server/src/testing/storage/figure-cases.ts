/** Cases about `dayFigures()`, which returns figures for each day of UTC. */
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { changeOf, claimCredit, insertSample, sampleEvent } from "./records.ts";
import type { Storage } from "../../core/storage.ts";

const DAY = 86_400_000;
/** The beginning of the day of `NOW` in UTC, and that of the next day. */
const TODAY: number = NOW - (NOW % DAY);
const TOMORROW: number = TODAY + DAY;

const NOTHING = {
  topups: {},
  received_minor: 0,
  returned_minor: 0,
  credit_ms: null,
  checkout_ms: null,
  events: {},
};

/**
 * Inserts a payment, claims its credit a second later, and closes the claim `credit_ms`
 * milliseconds after the claim was made. The payment has received 5,000 cents, of which 100 were
 * refunded.
 */
async function credited(
  storage: Storage,
  name: string,
  created_at: number,
  credit_ms: number,
): Promise<void> {
  const pending = await insertSample(storage, name, { created_at, updated_at: created_at });
  const claim = await claimCredit(
    storage,
    changeOf(pending, { status: "crediting", net_minor: 5_000, updated_at: created_at + 1_000 }),
  );
  const paid = changeOf(claim.payment, {
    status: "paid",
    refunded_minor: 100,
    updated_at: created_at + 1_000 + credit_ms,
    next_check_at: null,
  });
  await storage.closeCredit(paid, 1);
}

/** Cases of `dayFigures`. */
export const figureCases: readonly StorageCase[] = [
  storageCase("days on which nothing was created have no figures", async ({ storage }) => {
    await insertSample(storage, "a", { created_at: TODAY - 1 });
    await insertSample(storage, "b", { created_at: TOMORROW });
    await storage.recordEvent(sampleEvent("a", { created_at: TOMORROW }), false);
    expectEqual(await storage.dayFigures(TODAY, TOMORROW), [], "figures");
  }),

  storageCase(
    "a topup counts once, on the day of its first payment, with its best outcome",
    async ({ storage }) => {
      const second = { topup_id: "tu_a", attempt: 2, created_at: TOMORROW };
      await insertSample(storage, "a", { status: "failed", created_at: TODAY });
      await insertSample(storage, "b", { ...second, status: "paid" });
      await insertSample(storage, "c", { status: "expired", created_at: TOMORROW - 1 });
      await insertSample(storage, "d", { status: "held", created_at: TOMORROW, net_minor: 4_000 });
      expectEqual(
        await storage.dayFigures(TODAY, TOMORROW + DAY),
        [
          { ...NOTHING, day: TODAY, topups: { paid: 1, expired: 1 } },
          { ...NOTHING, day: TOMORROW, topups: { held: 1 }, received_minor: 4_000 },
        ],
        "figures",
      );
    },
  ),

  storageCase("money and durations count on the day of the payment", async ({ storage }) => {
    for (let index = 0; index < 20; index += 1)
      await credited(storage, `t${index}`, TODAY + index, (20 - index) * 10);
    await credited(storage, "u", TOMORROW, 7);
    expectEqual(
      await storage.dayFigures(TODAY, TOMORROW + DAY),
      [
        {
          ...NOTHING,
          day: TODAY,
          topups: { paid: 20 },
          received_minor: 100_000,
          returned_minor: 2_000,
          credit_ms: { p50: 100, p95: 190 },
          checkout_ms: { p50: 1_100, p95: 1_190 },
        },
        {
          ...NOTHING,
          day: TOMORROW,
          topups: { paid: 1 },
          received_minor: 5_000,
          returned_minor: 100,
          credit_ms: { p50: 7, p95: 7 },
          checkout_ms: { p50: 1_007, p95: 1_007 },
        },
      ],
      "figures",
    );
  }),

  storageCase("events count by their present status", async ({ storage }) => {
    const statuses = ["applied", "applied", "failed", "ignored"] as const;
    for (const [index, sync_status] of statuses.entries())
      await storage.recordEvent(
        sampleEvent(`e${index}`, { sync_status, created_at: TODAY + index }),
        false,
      );
    expectEqual(
      await storage.dayFigures(TODAY, TOMORROW),
      [{ ...NOTHING, day: TODAY, events: { applied: 2, failed: 1, ignored: 1 } }],
      "figures",
    );
  }),
];
