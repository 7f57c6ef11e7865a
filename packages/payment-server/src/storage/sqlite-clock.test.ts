import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { createWorld } from "../../test/world.ts";
import { changeOf, claimSample, LEASE } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

test("[K10] a lease runs by the database's clock: a process whose own is 10 minutes ahead does not take it over", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file);
  await using world = await createWorld({ service: { storage, confirm: "when_unsigned" } });
  const ahead = world.secondService({ clock: () => world.clock.now() + 600_000 });
  const topup = world.host.addTopup();
  const { provider_session_id } = await world.create(topup.topup_id);
  await world.dodo.pay(provider_session_id);
  const answers: unknown[] = [];
  world.host.before = async () => {
    // Inside the first call: its lease is live.
    const result = await ahead.reconcile({ recent: 0 });
    answers.push(result, (await storage.readCredit(topup.topup_id))?.live);
  };
  expect(await world.dodo.deliver()).toMatchObject([{ status: 200 }]);
  expect(answers).toEqual([{ checked: 1, credited: 0, held: 0, failed: 0 }, true]);
  expect([world.host.calls.length, world.host.balance("ada")]).toEqual([1, 500]);
  expect(await storage.readCredit(topup.topup_id)).toMatchObject({ state: "done", fence: 1 });
  await storage.close();
});

test("without a clock option the database's clock decides when a lease has ended", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file);
  const claim = await claimSample(storage);
  expect(claim.credit).toMatchObject({ live: true });
  const again = changeOf(claim.payment, { attempts: 1, updated_at: Date.now() + 10 * LEASE });
  expect(await storage.claimCredit(again, LEASE, "guarded")).toMatchObject({ won: false });
  await storage.endLease("tu_a", 1);
  expect(await storage.claimCredit(again, 0, "guarded")).toMatchObject({
    won: true,
    credit: { fence: 2, live: false },
  });
  await storage.close();
});
