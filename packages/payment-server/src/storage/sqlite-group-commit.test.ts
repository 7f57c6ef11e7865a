/** Calls that wait at the same time are committed together, each of them as a whole or not. */
import { spawnSync } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import type { Storage } from "../core/storage.ts";
import { LEASE, changeOf, insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { sqliteStorage } from "./sqlite.ts";

const WORKER = fileURLToPath(new URL("../../test/group-commit-worker.ts", import.meta.url));
const NAMES = Array.from({ length: 40 }, (_, index) => `${index}`);

/** Inserts all samples at once. Returns the names of those that failed. */
async function insertAll(storage: Storage): Promise<string[]> {
  const settled = await Promise.allSettled(
    NAMES.map(async (name) => await insertSample(storage, name)),
  );
  return NAMES.filter((_, index) => settled[index]?.status === "rejected");
}

async function stored(storage: Storage): Promise<string[]> {
  const rows = await storage.listPayments({ filter: {}, after: null, limit: 200 });
  return rows.map(({ payment_id }) => payment_id.slice("pmt_".length));
}

/** Runs the worker, and returns what it has printed. */
function work(file: string, moment: string): { lines: string[]; killed: boolean } {
  const { stdout, signal, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", WORKER, file, moment, String(NAMES.length)],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  return { lines: stdout.split("\n").filter((line) => line !== ""), killed: signal === "SIGKILL" };
}

test("forty calls at once are one commit, and all are answered", () => {
  using folder = makeFolder();
  const { lines, killed } = work(folder.file, "never");
  expect(killed).toBe(false);
  expect(lines.toSorted()).toEqual([...NAMES, "commits 1"].toSorted());
});

describe("[K03] the process is killed", () => {
  test("before the commit: nothing is stored, and nothing was answered", async () => {
    using folder = makeFolder();
    expect(work(folder.file, "written")).toEqual({ lines: [], killed: true });
    const storage = sqliteStorage(folder.file);
    expect(await stored(storage)).toEqual([]);
    expect(await insertAll(storage)).toEqual([]);
    expect(await stored(storage)).toHaveLength(NAMES.length);
    await storage.close();
  });

  test.each(["committed", "answered"])(
    "after it (%s): everything that was answered is stored, and repeated calls change nothing",
    async (moment) => {
      using folder = makeFolder();
      const { lines, killed } = work(folder.file, moment);
      expect([lines.length, killed]).toEqual([moment === "answered" ? 1 : 0, true]);
      const storage = sqliteStorage(folder.file);
      expect(await stored(storage)).toHaveLength(NAMES.length);
      expect(await insertAll(storage)).toEqual([]);
      for (const name of NAMES) expect(await storage.listAudit(`pmt_${name}`)).toHaveLength(1);
      await storage.close();
    },
  );
});

test.each(["ABORT", "FAIL", "ROLLBACK"])(
  "a call that the database refuses with %s takes no other one with it",
  async (how) => {
    using folder = makeFolder();
    const storage = sqliteStorage(folder.file);
    await storage.migrate();
    using database = new DatabaseSync(folder.file);
    // The first statement of the batch has written the payment when the audit is refused.
    database.exec(
      `CREATE TRIGGER refusing BEFORE INSERT ON topup_audit WHEN NEW.payment_id IN ('pmt_7', 'pmt_23') BEGIN SELECT RAISE(${how}, 'no'); END`,
    );
    expect(await insertAll(storage)).toEqual(["7", "23"]);
    const others = NAMES.filter((name) => name !== "7" && name !== "23");
    expect((await stored(storage)).toSorted()).toEqual(others.toSorted());
    for (const name of others) expect(await storage.listAudit(`pmt_${name}`)).toHaveLength(1);
    await storage.close();
  },
);

test("twenty claims of one payment at once: the first one wins, and the others see its claim", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file);
  const payment = await insertSample(storage, "a");
  const claims = await Promise.all(
    NAMES.map(
      async (by) =>
        await storage.claimCredit(
          changeOf(payment, { status: "crediting" }, { by }),
          LEASE,
          "guarded",
        ),
    ),
  );
  expect(claims.map(({ won }) => won)).toEqual(NAMES.map((_, index) => index === 0));
  expect(new Set(claims.map(({ credit }) => credit?.holder)).size).toBe(1);
  await storage.close();
});

test("calls wait for a transaction of the host that begins before their commit", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage<DatabaseSync>(folder.file);
  const { claim, close } = crediting(await insertSample(storage, "a"));
  const happened: string[] = [];
  const credited = storage.creditWith(claim, close, async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    happened.push("host");
  });
  // One call is added before the transaction begins, and one during it.
  const first = insertSample(storage, "b").then(() => happened.push("b"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = insertSample(storage, "c").then(() => happened.push("c"));
  expect(await credited).toMatchObject({ won: true });
  await Promise.all([first, second]);
  expect(happened.at(-1)).toBe("c");
  expect(happened).toHaveLength(3);
  await storage.close();
});
