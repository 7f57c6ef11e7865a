/**
 * Checks the verbs of the credit against a model, in any order, with fast-check. A failure is
 * shrunk and printed with its seed and path.
 */
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import {
  LEASE,
  STATUS,
  step,
  type CreditModel,
  type Name,
  type Operation,
} from "../../test/simulation/credit-model.ts";
import type { Payment } from "../core/payment.ts";
import type { Storage, TransactionalStorage } from "../core/storage.ts";
import type { Changed } from "../core/storage-records.ts";
import { NOW } from "../testing/storage/case.ts";
import { changeOf, insertSample, sampleEvent } from "../testing/storage/records.ts";
import { memoryStorage } from "./memory.ts";
import { sqliteStorage } from "./sqlite.ts";

/** Opens an empty storage. */
type Open = (clock: () => number) => Storage;

/** The storages without credits in one transaction, with the usual number of runs. */
const GUARDED: readonly (readonly [string, number, Open])[] = [
  ["memory", 300, (clock) => memoryStorage({ clock })],
  ["sqlite", 150, (clock) => sqliteStorage(new DatabaseSync(":memory:"), { clock })],
];
const TRANSACTIONAL_RUNS = 60;

/** Returns the number of runs, and the time that they may take in milliseconds. */
function countRuns(usual: number): { numRuns: number; timeout: number } {
  const numRuns = Number(process.env["SIMULATION_RUNS"] ?? usual);
  return { numRuns, timeout: 60_000 + numRuns * 200 };
}

const name = fc.constantFrom<Name>("a", "b");
/** How many versions or fences behind the newest; mostly none. */
const lag = fc.constantFrom(0, 0, 0, 1, 2);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    verb: fc.constantFrom(
      "change",
      "claim",
      "claim",
      "close",
      "void",
      "return",
      "return",
      "reopen",
    ),
    name,
    lag,
    fence_lag: lag,
  }),
  fc.record({ verb: fc.constant("endLease"), fence_lag: lag }),
  fc.record({ verb: fc.constant("pass"), ms: fc.constantFrom(1, LEASE - 1, LEASE, LEASE + 1) }),
);
/** Credits in one transaction, among the verbs of guarded mode. */
const transactional: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: operation },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant("credit"),
      name,
      lag,
      host_fails: fc.constantFrom(true, false),
    }),
  },
);

describe.each(GUARDED)("on %s", (_kind, usual, open) => {
  const { numRuns, timeout } = countRuns(usual);
  test(
    "[C09] any order of claims, closes, voids, returns and ended leases does what the model says, by the newest fence alone",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation, { maxLength: 30 }),
          async (operations) => await follow(open, operations),
        ),
        { numRuns },
      );
    },
    timeout,
  );
});

describe("in transactional mode on sqlite", () => {
  const { numRuns, timeout } = countRuns(TRANSACTIONAL_RUNS);
  test(
    "[C09] [K09] credits in one transaction, in any order with the other verbs, do what the model says, and a host that fails leaves nothing",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(transactional, { maxLength: 30 }), async (operations) => {
          using folder = makeFolder();
          await follow(
            (clock) => sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }),
            operations,
          );
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

async function follow(open: Open, operations: readonly Operation[]): Promise<void> {
  const model: CreditModel = {
    now: NOW,
    payments: { a: { version: 1, status: "pending" }, b: { version: 1, status: "pending" } },
    credit: null,
  };
  const storage = open(() => model.now);
  await insertSample(storage, "a", { topup_id: "tu" });
  await insertSample(storage, "b", { topup_id: "tu", attempt: 2 });
  for (const [index, one] of operations.entries()) {
    const fence = model.credit?.fence ?? 0;
    const done = one.verb === "pass" ? null : await act(storage, one, fence, index, model);
    const won = step(model, one);
    if (done !== null) expect(done.won, `${index}: ${one.verb}`).toBe(won);
    const event = await storage.readEvent(`dodo:msg_${index}`);
    expect(event !== null, `the event of ${index}`).toBe(done !== null && won);
    await expectModel(storage, model);
  }
  await storage.close();
}

/** Runs an operation. Returns `null` for one that reports no success. */
async function act(
  storage: Storage,
  one: Exclude<Operation, { verb: "pass" }>,
  newest: number,
  index: number,
  model: CreditModel,
): Promise<Changed | null> {
  if (one.verb === "endLease") {
    await storage.endLease("tu", newest - one.fence_lag);
    return null;
  }
  const present = await storage.readPayment(`pmt_${one.name}`);
  if (present === null) return expect.unreachable();
  const read = { ...present, version: model.payments[one.name].version - one.lag };
  if (one.verb === "credit")
    return await creditIn(storage as TransactionalStorage, read, one.host_fails, index);
  const change = changeOf(
    read,
    { status: STATUS[one.verb] },
    { by: `_${index}`, event: sampleEvent(String(index), { sync_status: "applied" }) },
  );
  if (one.verb === "change") return await storage.changePayment(change);
  if (one.verb === "claim") return await storage.claimCredit(change, LEASE, "guarded");
  const fence = newest - one.fence_lag;
  return await storage[`${one.verb}Credit`](change, fence);
}

/** Credits in one transaction. A host that fails must be called only if the claim succeeds. */
async function creditIn(
  storage: TransactionalStorage,
  read: Payment,
  host_fails: boolean,
  index: number,
): Promise<Changed> {
  const by = `_${index}`;
  const failure = new Error("the host failed");
  const event = sampleEvent(String(index), { sync_status: "applied" });
  try {
    return await storage.creditWith(
      changeOf(read, { status: "crediting" }, { by }),
      (claimed) => changeOf(claimed, { status: "paid" }, { by, event }),
      async () => {
        if (host_fails) throw failure;
      },
    );
  } catch (error) {
    if (error !== failure) throw error;
    return { won: false, payment: read };
  }
}

async function expectModel(
  storage: Storage,
  { payments, credit, now }: CreditModel,
): Promise<void> {
  const stored = await storage.readCredit("tu");
  const live = credit?.state === "claimed" && credit.until > now;
  expect(
    stored && {
      payment_id: stored.payment_id,
      state: stored.state,
      fence: stored.fence,
      live: stored.live,
    },
  ).toEqual(
    credit && { payment_id: `pmt_${credit.name}`, state: credit.state, fence: credit.fence, live },
  );
  for (const [key, { version, status }] of Object.entries(payments)) {
    expect(await storage.readPayment(`pmt_${key}`)).toMatchObject({ version, status });
    expect(await storage.listAudit(`pmt_${key}`)).toHaveLength(version);
  }
}
