import { DatabaseSync } from "node:sqlite";
import { describe, expect, test, vi } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import {
  answerOf,
  finishing,
  moment,
  reading,
  right,
  underTest,
  type MakeHost,
} from "../../test/host-shop.ts";
import type { Topup } from "../core/host.ts";
import type { CreateHost, HostFunctions, HostUnderTest } from "./host-suite/case.ts";
import { hostCases, hostSuite } from "./index.ts";

describe("the smallest correct host on node:sqlite passes:", () => {
  hostSuite(test, () => {
    const folder = makeFolder();
    const [db, other] = [openShop(folder.file), openShop(folder.file)];
    return {
      host: sqliteHost(db),
      second: sqliteHost(other),
      createTopup({ user_id, credits, usd_cents }) {
        const topup_id = `tu_${crypto.randomUUID()}`;
        db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)").run(
          topup_id,
          user_id,
          credits,
          usd_cents,
        );
        return topup_id;
      },
      balanceOf: (user_id) =>
        Number(
          db.prepare("SELECT credits FROM balances WHERE user_id = ?").get(user_id)?.["credits"] ??
            0,
        ),
      dispose() {
        for (const handle of [db, other]) handle.close();
        folder[Symbol.dispose]();
      },
      async refuseWrites(table, call) {
        for (const verb of ["INSERT", "UPDATE"])
          db.exec(
            `CREATE TRIGGER refuse_${verb} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
          );
        await call().finally(() =>
          db.exec("DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE"),
        );
      },
    };
  });
});

/** A correct host whose `readTopup` throws an error with these fields if there is no topup. */
const missing = (fields: object): MakeHost =>
  reading((shop, topup_id) => {
    const topup = shop.read(topup_id);
    if (topup === null) throw Object.assign(new Error("There is no such row."), fields);
    return topup;
  });

function openShop(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS topups (topup_id TEXT PRIMARY KEY, user_id TEXT, credits INTEGER, usd_cents INTEGER, status TEXT, note TEXT);
    CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits INTEGER)`);
  return db;
}

function sqliteHost(db: DatabaseSync): HostFunctions {
  const read = db.prepare(
    "SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = ?",
  );
  const pay = db.prepare(
    "UPDATE topups SET status = 'paid', note = ? WHERE topup_id = ? AND status = 'pending' RETURNING user_id, credits",
  );
  const add = db.prepare(
    "INSERT INTO balances VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET credits = credits + excluded.credits",
  );
  return {
    readTopup: (topup_id) => (read.get(topup_id) ?? null) as Topup | null,
    finishTopup(topup_id, { note, ref }) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const paid = pay.get(`${note} ${ref}`, topup_id);
        if (paid !== undefined) add.run(paid["user_id"] ?? null, paid["credits"] ?? null);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
  };
}

describe("a host that keeps the contract passes every case:", () => {
  const hosts: Readonly<Record<string, MakeHost>> = {
    "the right one": right,
    "one that throws at a second call": finishing(async (shop, topup_id) => {
      if (shop.together(topup_id) === null) throw new Error("already paid");
    }),
    "one that throws after every commit": finishing(async (shop, topup_id) => {
      await moment();
      shop.together(topup_id);
      throw new Error("the answer to COMMIT was lost");
    }),
    "one that refuses when its signal is aborted": finishing(async (shop, topup_id, { signal }) => {
      signal.throwIfAborted();
      shop.together(topup_id);
    }),
    "one that still writes after it has thrown": finishing(async (shop, topup_id, { signal }) => {
      const work = moment(2).then(() => shop.together(topup_id));
      await moment();
      signal.throwIfAborted();
      await work;
    }),
    "one that refuses all but one of several concurrent calls": finishing(
      async (shop, topup_id) => {
        if (shop.busy) throw new Error("could not serialize access");
        shop.busy = true;
        await moment();
        shop.busy = false;
        shop.together(topup_id);
      },
    ),
    "one that throws an error with the status 404 for an unknown topup": missing({ status: 404 }),
    "one that throws the error of its database library for an unknown topup": missing({
      code: "P2025",
    }),
  };
  for (const [title, host] of Object.entries(hosts)) {
    test(title, async () => {
      for (const { name } of hostCases)
        expect([name, await answerOf(name, underTest(host))]).toEqual([name, "passed"]);
    });
  }
});

describe("the suite", () => {
  test("disposes of the host of a case that failed", async () => {
    let disposed = 0;
    const create = underTest(
      finishing(async () => {}),
      { dispose: () => void (disposed += 1) },
    );
    for (const { name } of hostCases.slice(0, 2))
      expect(await answerOf(name, create)).not.toBe("passed");
    expect(disposed).toBe(2);
  });

  test("reports a `refuseWrites` that refuses nothing", async () => {
    const create = underTest(right, { refuseWrites: async (_, call) => await call() });
    expect(
      await answerOf(
        "a call that cannot write the balance commits all or nothing (where `refuseWrites` is given)",
        create,
      ),
    ).toBe('refuseWrites("balances", …) refused nothing: the topup was credited while it ran');
  });

  test("reports a process that finishes nothing", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
    try {
      const idle = { start: async () => ({ finish: () => {}, kill: async () => {} }) };
      const answer = answerOf(
        "a process that is killed in the middle, twenty times, commits all or nothing (where `inProcess` is given)",
        underTest(right, { inProcess: idle }),
      );
      await vi.advanceTimersByTimeAsync(11_000);
      expect(await answer).toMatch(
        /^inProcess: ten seconds after finish\(topup_id\) the topup is not paid and credited; does the process call finishTopup\(\) on the same data\?$/,
      );
    } finally {
      vi.useRealTimers();
    }
  });

  test("needs neither a second connection nor a refusal nor a process, and accepts users that the host creates", async () => {
    let users = 0;
    const seen_users = new Set<string>();
    const bare: CreateHost = async () => {
      const made = await underTest(right)();
      const createUser = (): string => `${(users += 1)}`;
      const createTopup: HostUnderTest["createTopup"] = (topup) => {
        seen_users.add(topup.user_id);
        return made.createTopup(topup);
      };
      return {
        ...made,
        second: undefined,
        refuseWrites: undefined,
        inProcess: undefined,
        createUser,
        createTopup,
      };
    };
    for (const { name } of hostCases)
      expect([name, await answerOf(name, bare)]).toEqual([name, "passed"]);
    expect([...seen_users].filter((user_id) => !/^\d+$/.test(user_id))).toEqual([]);
  });
});
