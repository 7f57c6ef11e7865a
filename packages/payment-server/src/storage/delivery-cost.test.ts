/** What a delivery costs: the calls of the storage, and its statements and commits. */
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { bodyOf } from "../../test/books.ts";
import { around } from "../../test/faults.ts";
import { makeSchema } from "../../test/postgres.ts";
import { open } from "../../test/scenes.ts";
import { createWorld, type World } from "../../test/world.ts";
import type { Storage } from "../core/storage.ts";
import type { PaymentService } from "../index.ts";
import { changeOf, insertSample } from "../testing/storage/records.ts";
import { memoryStorage } from "./memory.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage, type SqliteDatabase } from "./sqlite.ts";

/**
 * Pays a checkout and delivers that twice, to the service that `serve` returns. Returns what
 * `noted` has when each was answered.
 */
async function deliverTwice(
  storage: Storage,
  noted: string[],
  serve: (world: World) => PaymentService = ({ payment }) => payment,
): Promise<[string[], string[]]> {
  await using world = await createWorld({ service: { confirm: "when_unsigned", storage } });
  const opened = await open(world);
  const paid = await world.dodo.pay(opened.session_id, { silent: true });
  const service = serve(world);
  const deliver = async (): Promise<string[]> => {
    noted.length = 0;
    const answer = await world.deliver(bodyOf(world, paid), { webhook_id: "msg_1", service });
    expect(await answer.json()).toMatchObject({ sync_status: "applied" });
    // After its answer a delivery looks for one payment that is due for a check.
    return noted.filter((what) => what !== "takeDue" && !what.includes("SET next_check_at"));
  };
  return [await deliver(), await deliver()];
}

/** A database that notes the beginning of each statement that runs. */
function watchedDatabase(noted: string[]): SqliteDatabase {
  const database = new DatabaseSync(":memory:");
  return {
    get isTransaction() {
      return database.isTransaction;
    },
    prepare(text: string) {
      const statement = database.prepare(text);
      return new Proxy(statement, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return member;
          return (...given: unknown[]): unknown => {
            if (name === "all" || name === "run") noted.push(text);
            return Reflect.apply(member, target, given);
          };
        },
      });
    },
    exec: (text: string) => database.exec(text),
    close: () => database.close(),
  };
}

test("the first delivery of a payment finds its row once, and another one reads the event only", async () => {
  const verbs: string[] = [];
  const storage = around(memoryStorage(), async (verb, run) => {
    verbs.push(verb);
    return await run();
  });
  const [first, second] = await deliverTwice({ ...storage, durable: true }, verbs);
  expect(first).toEqual(["readEvent", "findPayments", "readCredit", "claimCredit", "closeCredit"]);
  expect(second).toEqual(["readEvent"]);
});

test("on SQLite it is three reads and two transactions", async () => {
  const noted: string[] = [];
  const [first, second] = await deliverTwice(sqliteStorage(watchedDatabase(noted)), noted);
  expect(first.map((text) => /^(INSERT INTO )?\w+( topup_\w+)?/.exec(text)?.[0])).toEqual([
    ...["SELECT", "SELECT", "SELECT"],
    ...["BEGIN", "INSERT INTO topup_credits", "UPDATE topup_payments"],
    ...["INSERT INTO topup_audit", "SELECT", "COMMIT"],
    ...["BEGIN", "UPDATE topup_payments", "UPDATE topup_credits"],
    ...["INSERT INTO topup_audit", "INSERT INTO topup_events", "SELECT", "COMMIT"],
  ]);
  expect(second).toHaveLength(1);
});

/** A pool that notes the text of each query, or `batch` for several that are sent at once. */
function watchedPool(noted: string[]): pg.Pool {
  return new pg.Pool({ connectionString: inject("pg_url") }).on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    Reflect.set(client, "query", (...given: unknown[]) => {
      // A batch is sent as an object that has no text.
      const [first] = given;
      noted.push(
        typeof first === "string" ? first : String(Reflect.get(Object(first), "text") ?? "batch"),
      );
      return query(...given);
    });
  });
}

test("on PostgreSQL it is five round trips, with two transactions among them", async () => {
  const { schema, drop } = await makeSchema();
  const noted: string[] = [];
  const pool = watchedPool(noted);
  const [first, second] = await deliverTwice(postgresStorage(pool, { schema }), noted);
  expect(first.map((text) => /^\w+/.exec(text)?.[0])).toEqual([
    ...["SELECT", "SELECT", "SELECT"],
    ...["batch", "batch"],
  ]);
  expect(second).toHaveLength(1);
  await pool.end();
  await drop();
});

test("in transactional mode on PostgreSQL a first delivery is one transaction: the claim, its end, the host's writes, one commit", async () => {
  const { schema, drop } = await makeSchema();
  const noted: string[] = [];
  const pool = watchedPool(noted);
  const storage = postgresStorage<pg.PoolClient>(pool, { schema });
  let status = "pending";
  const [first, second] = await deliverTwice(storage, noted, (world) =>
    world.transactionalService({
      storage,
      readTopup: (topup_id) => ({
        ...(world.host.topups.get(topup_id) ?? expect.unreachable()),
        status,
      }),
      async finishTopup(_, { tx }) {
        await tx.query("VALUES ('host')");
        status = "paid";
      },
    }),
  );
  const words = first.map((text) => /^\w+/.exec(text)?.[0]);
  expect(words.slice(words.indexOf("BEGIN"))).toEqual([
    ...["BEGIN", "batch", "batch", "VALUES", "SET", "COMMIT"],
  ]);
  expect(words.slice(0, words.indexOf("BEGIN")).filter((word) => word !== "SELECT")).toEqual([]);
  expect(second).toHaveLength(1);
  await pool.end();
  await drop();
});

test("a change names only the columns that it writes, so that no other index is written", async () => {
  const noted: string[] = [];
  const storage = sqliteStorage(watchedDatabase(noted));
  const payment = await insertSample(storage, "a");
  noted.length = 0;
  await storage.changePayment(changeOf(payment, { status: "failed", business_id: "bus" }));
  const update = noted.find((text) => text.startsWith("UPDATE"));
  expect(
    /SET (.*?) WHERE/
      .exec(update ?? "")?.[1]
      ?.match(/\w+(?= =)/g)
      ?.sort(),
  ).toEqual(
    [
      ...["attempts", "business_id", "next_check_at", "status", "updated_at"],
      ...["version", "write_id"],
    ].sort(),
  );
});
