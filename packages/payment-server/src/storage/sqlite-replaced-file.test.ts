/**
 * An operator renames, deletes or replaces the file while the server runs. SQLite goes on writing to
 * the old file, which nobody will read again.
 */
import { copyFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { open } from "../../test/scenes.ts";
import { createSharedShop } from "../../test/shared-shop.ts";
import { createWorld } from "../../test/world.ts";
import { insertSample } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

const REPLACED = {
  code: "storage_unavailable",
  message: expect.stringMatching(/^The SQLite file was renamed, deleted or replaced/),
};

/** What an operator does to the file, and what undoes it. */
const CHANGES: [name: string, change: (file: string) => void][] = [
  ["renamed", (file) => renameSync(file, `${file}.old`)],
  ["deleted", (file) => rmSync(file)],
  [
    "replaced by a copy",
    (file) => {
      copyFileSync(file, `${file}.backup`);
      renameSync(file, `${file}.old`);
      renameSync(`${file}.backup`, file);
    },
  ],
];

describe.each(CHANGES)("a file that was %s", (_, change) => {
  test("[F35] answers 503 to a delivery and to a checkout, calls no host, and is a finding of check()", async () => {
    await using world = await createWorld({ storage: "sqlite" });
    const { session_id } = await open(world);
    const data = await world.dodo.pay(session_id);
    change(join(world.folder, "payments.sqlite"));
    const response = await world.deliver({ type: "payment.succeeded", data });
    expect([response.status, await response.json()]).toEqual([
      503,
      { code: REPLACED.code, error: REPLACED.message, request_id: expect.any(String) },
    ]);
    const { topup_id } = world.host.addTopup();
    const body = { method_id: "dodo", topup_id };
    expect((await world.send("POST", "/checkout/create", { as: "user:ada", body })).status).toBe(
      503,
    );
    expect(world.host.calls).toEqual([]);
    expect((await world.payment.check()).findings).toContainEqual(
      expect.objectContaining({ level: "error", ...REPLACED }),
    );
  });

  test.each([
    ["a path", (file: string) => sqliteStorage(file)],
    ["a URI", (file: string) => sqliteStorage(`file:${file}`)],
    ["a database of yours", (file: string) => sqliteStorage(new DatabaseSync(file))],
  ])("[F35] is noticed by a storage on %s, for reads and for writes", async (_name, create) => {
    using folder = makeFolder();
    const storage = create(folder.file);
    await insertSample(storage, "a");
    change(folder.file);
    await expect(storage.readPayment("pmt_a")).rejects.toMatchObject(REPLACED);
    await expect(insertSample(storage, "b")).rejects.toMatchObject(REPLACED);
    await storage.close();
  });

  test("[F35] is noticed before the commit of a transaction of the host, which is rolled back", async () => {
    await using shop = await createSharedShop("sqlite");
    const topup_id = await shop.addTopup();
    const { provider_session_id } = await shop.world.create(topup_id, { service: shop.service });
    const data = await shop.world.dodo.pay(provider_session_id);
    shop.after = async () => change(join(shop.world.folder, "shop.sqlite"));
    const response = await shop.world.deliver(
      { type: "payment.succeeded", data },
      { service: shop.service },
    );
    expect([response.status, shop.calls.length, await response.json()]).toEqual([
      503,
      1,
      expect.objectContaining({ code: REPLACED.code, error: REPLACED.message }),
    ]);
  });
});

test("[F35] the file that is put back is used again, with all that was stored", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file);
  const payment = await insertSample(storage, "a");
  renameSync(folder.file, `${folder.file}.old`);
  await expect(storage.readPayment("pmt_a")).rejects.toMatchObject(REPLACED);
  renameSync(`${folder.file}.old`, folder.file);
  expect(await storage.readPayment("pmt_a")).toEqual(payment);
  await storage.close();
});

test("[F35] a storage that was closed opens the file that is there now", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file);
  const payment = await insertSample(storage, "a");
  await storage.close();
  copyFileSync(folder.file, `${folder.file}.backup`);
  renameSync(`${folder.file}.backup`, folder.file);
  expect(await storage.readPayment("pmt_a")).toEqual(payment);
  await storage.close();
});

test("[F35] a link that leads to another file by now is noticed", async () => {
  using folder = makeFolder();
  const link = `${folder.file}.link`;
  symlinkSync(folder.file, link);
  const storage = sqliteStorage(link);
  await insertSample(storage, "a");
  rmSync(link);
  symlinkSync(`${folder.file}.other`, link);
  await expect(storage.readPayment("pmt_a")).rejects.toMatchObject(REPLACED);
  await storage.close();
});

test("[F35] a process that changes its folder still has the file of a relative path", async () => {
  using folder = makeFolder();
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    const storage = sqliteStorage("payments.sqlite");
    const payment = await insertSample(storage, "a");
    process.chdir(before);
    expect(await storage.readPayment("pmt_a")).toEqual(payment);
    await storage.close();
  } finally {
    process.chdir(before);
  }
});
