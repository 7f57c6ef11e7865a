/**
 * Every call of every storage verb fails once, before its effect or after it; then the sender
 * retries, or only reconciliation runs.
 */
import { describe, expect, test } from "vitest";
import { everyPayment, expectSoundBooks, PAST_LEASE_MS, reconcileUntilDone } from "../books.ts";
import { breakingOnce } from "../faults.ts";
import { createWorldIn, SETTINGS, type Setting } from "../settings.ts";
import { mapConcurrently } from "../../src/core/concurrency.ts";
import { type History, HISTORIES } from "../fault-histories.ts";

/** The number of concurrent runs; each of them waits more than it works. */
const AT_ONCE = 4;

/**
 * Each storage, each `confirm` and each variant of Dodo occurs once, since every setting makes many
 * runs.
 */
const CHOSEN: readonly Setting[] = SETTINGS.filter(
  ({ storage, confirm, dodo }) =>
    (confirm === "always") === (dodo.payments_per_session === "one") &&
    (confirm === "always") === (storage === "sqlite"),
);

describe.each(CHOSEN)("$name", (setting) => {
  describe.each(HISTORIES)("$name", (history) => {
    test("[K03] redelivered after any failure, it ends as without one", async () => {
      const { verbs, end } = await run(setting, history, { at: -1, when: "before", again: true });
      expect(end.ledger).toBe(history.credits);
      for (const when of ["before", "after"] as const) {
        await mapConcurrently([...verbs.keys()], AT_ONCE, async (at) => {
          const broken = await run(setting, history, { at, when, again: true });
          expect(broken.end, `${when} ${verbs[at]}, call ${at}`).toEqual(end);
        });
      }
    });

    if (!history.unattended) return;
    test("[K02] [K03] never redelivered after any failure, reconciliation ends it the same way", async () => {
      const { verbs, end } = await run(setting, history, { at: -1, when: "before", again: false });
      expect(end.ledger).toBe(history.credits);
      for (const when of ["before", "after"] as const) {
        await mapConcurrently([...verbs.keys()], AT_ONCE, async (at) => {
          const broken = await run(setting, history, { at, when, again: false });
          expect(broken.end, `${when} ${verbs[at]}, call ${at}`).toEqual(end);
        });
      }
    });
  });
});

interface Run {
  at: number;
  when: "before" | "after";
  again: boolean;
}

async function run(setting: Setting, history: History, { at, when, again }: Run) {
  await using world = await createWorldIn({
    ...setting,
    dodo: { ...setting.dodo, payments_per_session: "many" },
  });
  const steps = await history.prepare(world);
  const { storage, verbs } = breakingOnce(world.storage, at, when);
  const service = world.secondService({ storage });
  for (const step of steps) {
    let status = 0;
    for (let attempt = 0; status !== 200 && attempt < (again ? 5 : 1); attempt += 1) {
      if (attempt > 0) world.clock.advance(PAST_LEASE_MS);
      status = await step(world, service);
      expect([200, 503]).toContain(status);
    }
    if (again) expect(status, `${when} ${verbs[at]}, call ${at}`).toBe(200);
  }
  const used = [...verbs];
  expect(used.length, "calls, of which one was to fail").toBeGreaterThan(at);
  if (!again) await reconcileUntilDone(world);
  await expectSoundBooks(world);
  const payments = (await everyPayment(world)).map(
    ({ status, hold_reason, net_minor, refunded_minor }) => ({
      status,
      hold_reason,
      net_minor,
      refunded_minor,
    }),
  );
  const end = {
    ledger: world.host.ledger.length,
    payments: payments.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
  return { verbs: used, end };
}
