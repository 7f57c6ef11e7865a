/**
 * The world of a random history in transactional mode. Its host and its database fail at random, and
 * the host's rows and ours are compared while it works and after its steps.
 */
import { expect } from "vitest";
import type { Pool, PoolClient } from "pg";
import { PaymentError, type Storage } from "../src/index.ts";
import { around } from "./faults.ts";
import { createSharedShop, type SharedShop, type SharedShopKind } from "./shared-shop.ts";
import type { World, WorldOptions } from "./world.ts";

/** A random number below `sides`. */
type Roll = (sides: number) => number;

/** On average one call of the host in this many fails, before or after it has written. */
const HOST_FAILS = 8;
/** On average one verb of the storage (SQLite) or one round trip (PostgreSQL) in this many fails. */
const FAILS = { sqlite: 60, postgres: 80 };

/** A world whose service runs in transactional mode. */
export interface TransactionalWorld {
  world: World;
  shop: SharedShop;
  /** Expects that each topup is credited on both sides or on none. */
  expectTogether(): Promise<void>;
  /** Ends all failures. */
  calm(): void;
}

/** Creates a world in transactional mode. */
export async function createTransactionalWorld(
  kind: SharedShopKind,
  roll: Roll,
  options: WorldOptions,
): Promise<TransactionalWorld> {
  let calm = true;
  const fails = (): boolean => !calm && roll(FAILS[kind]) === 0;
  const shop = await createSharedShop(kind, {
    ...options,
    connections: 5,
    wrapPool: (pool) => failingPool(pool, fails, roll),
  });
  const service =
    kind === "sqlite" ? shop.another((storage) => failing(storage, fails, roll)) : shop.service;
  shop.world.receiveWith(service);
  await shop.storage.migrate();
  calm = false;
  const found: Record<string, unknown>[] = [];
  const compare = async (): Promise<void> => void found.push(...(await apart(shop)));
  shop.before = async () => stumble();
  shop.after = async () => {
    // A difference is collected and not thrown, because the service catches what the host throws.
    await compare();
    stumble();
  };
  function stumble(): void {
    if (!calm && roll(HOST_FAILS) === 0) throw new Error("the host stumbled");
  }
  const world: World = {
    ...shop.world,
    storage: shop.storage,
    payment: service,
    secondService: () => shop.another(),
    send: async (method, path, sent) => await shop.world.send(method, path, { service, ...sent }),
    allPayments: async () => (await service.listPayments({}, { limit: 200 })).items,
    close: async () => await shop[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => await shop[Symbol.asyncDispose](),
  };
  return {
    world,
    shop,
    calm: () => void (calm = true),
    async expectTogether() {
      await compare();
      expect(found).toEqual([]);
    },
  };
}

/**
 * Returns the topups of which the host's rows and ours disagree. It is one statement, so that
 * nothing is committed between what it reads.
 */
async function apart({ query }: SharedShop): Promise<Record<string, unknown>[]> {
  return await query(`SELECT * FROM (
      SELECT t.topup_id, t.status,
        (SELECT COUNT(*) FROM shop_ledger l WHERE l.topup_id = t.topup_id) AS booked,
        (SELECT COUNT(*) FROM topup_credits c WHERE c.topup_id = t.topup_id AND c.state = 'done') AS done,
        (SELECT COUNT(*) FROM topup_payments p WHERE p.topup_id = t.topup_id AND p.status = 'paid') AS paid
      FROM shop_topups t) AS topups
    WHERE NOT (booked = done AND done = paid AND paid = CASE status WHEN 'paid' THEN 1 ELSE 0 END)`);
}

/** Wraps the storage so that its verbs fail at random, before they have an effect or after it. */
function failing<S extends Storage>(storage: S, fails: () => boolean, roll: Roll): S {
  return around(storage, async (_verb, run) => {
    if (!fails()) return await run();
    if (roll(2) === 0) await run();
    throw new PaymentError("storage_unavailable", "The database is away.");
  });
}

/**
 * Wraps the pool so that what its clients send fails at random: with a deadlock or a serialization
 * failure, or because the answer is lost.
 */
function failingPool(pool: Pool, fails: () => boolean, roll: Roll): Pool {
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    const query = (...args: unknown[]): unknown => {
      const run = (): unknown => Reflect.apply(client.query, client, args);
      if (!fails()) return run();
      const code = ["40P01", "40001", "ECONNRESET"][roll(3)];
      const error = Object.assign(new Error("the server's own text"), { code });
      const was_sent = code === "ECONNRESET";
      return isPipeline(args[0])
        ? failPipeline(args[0], error, was_sent ? run : null)
        : failQuery(error, was_sent ? run : null);
    };
    return overriding(client, { query });
  };
  return overriding(pool, { connect });
}

/** Statements that are sent in one round trip; `callback` gets their error or their rows. */
interface Pipeline {
  callback(error: unknown, rows: unknown[]): void;
}

function isPipeline(query: unknown): query is Pipeline {
  return typeof Reflect.get(Object(query), "submit") === "function";
}

/** Fails a pipeline, after it was sent if `run` is given. */
function failPipeline(pipeline: Pipeline, error: Error, run: (() => unknown) | null): unknown {
  const { callback } = pipeline;
  if (run === null) return callback(error, []);
  pipeline.callback = () => callback(error, []);
  return run();
}

/** Fails a query, after it was sent if `run` is given. */
async function failQuery(error: Error, run: (() => unknown) | null): Promise<never> {
  await run?.();
  throw error;
}

/** Returns a proxy of an object with some other members. */
function overriding<T extends object>(object: T, members: Record<string, unknown>): T {
  return new Proxy(object, {
    get(target, name) {
      if (Object.hasOwn(members, name)) return members[String(name)];
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
