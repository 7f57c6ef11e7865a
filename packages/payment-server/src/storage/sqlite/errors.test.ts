import { describe, expect, test } from "vitest";
import { PaymentError } from "../../errors.ts";
import {
  endsTransaction,
  HostTransactionOpenError,
  isBusy,
  isReadOnly,
  retryWhileBusy,
  unavailable,
  WriteLockTimeoutError,
} from "./errors.ts";
import { FileReplacedError } from "./file-identity.ts";

/** An error as a library throws it: with SQLite's number or with the name of its code. */
function failure(fields: { errcode?: unknown; code?: unknown }, cause?: unknown): Error {
  return Object.assign(new Error("secret text of the library", { cause }), fields);
}

const UNUSABLE = "The file cannot be used.";
const messageFor = (error: unknown): string => unavailable(error, UNUSABLE).message;

describe("a result code is recognised", () => {
  test("by the low byte of its number, so with each extended code", () => {
    // SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT and SQLITE_BUSY_RECOVERY.
    expect([5, 517, 261].map((errcode) => isBusy(failure({ errcode })))).toEqual([
      true,
      true,
      true,
    ]);
    expect([6, 1, 0].map((errcode) => isBusy(failure({ errcode })))).toEqual([false, false, false]);
  });

  test("by the begin of its name", () => {
    const names = ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "ERR_SQLITE_BUSY"];
    expect(names.map((code) => isBusy(failure({ code })))).toEqual([true, true, false, false]);
  });

  test("only on an error", () => {
    expect([isBusy({ errcode: 5 }), isBusy("SQLITE_BUSY"), isBusy(failure({}))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("for a file that is read-only", () => {
    expect([
      isReadOnly(failure({ errcode: 8 })),
      isReadOnly(failure({ errcode: 1_032 })),
      isReadOnly(failure({ code: "SQLITE_READONLY_DBMOVED" })),
      isReadOnly(failure({ errcode: 5 })),
    ]).toEqual([true, true, true, false]);
  });
});

describe("SQLite may have ended the transaction", () => {
  test.each([
    { errcode: 7 },
    { errcode: 10 },
    { errcode: 13 },
    { errcode: 778 },
    { code: "SQLITE_NOMEM" },
    { code: "SQLITE_IOERR_WRITE" },
    { code: "SQLITE_FULL" },
  ])("after %j, also where a library has wrapped it", (fields) => {
    expect(endsTransaction(failure(fields))).toBe(true);
    expect(endsTransaction(failure({}, failure({}, failure(fields))))).toBe(true);
  });

  test.each([{ errcode: 5 }, { errcode: 19 }, { code: "SQLITE_CONSTRAINT" }, {}])(
    "but not after %j",
    (fields) => {
      expect(endsTransaction(failure(fields, "SQLITE_FULL"))).toBe(false);
    },
  );
});

describe("an error becomes storage_unavailable", () => {
  test("with its cause, and with a pause before the next try", () => {
    const cause = failure({ errcode: 5 });
    expect(unavailable(cause, UNUSABLE)).toMatchObject({
      code: "storage_unavailable",
      retry_after_ms: 5_000,
      cause,
    });
  });

  test("unless it is an error of ours, which stays as it is", () => {
    const own = new PaymentError("configuration", "ours");
    expect(unavailable(own, UNUSABLE)).toBe(own);
  });

  test.each<[string, Error, string]>([
    ["a lock", failure({ errcode: 5 }), "The database is busy; try again in a few seconds."],
    ["a lock of the host", new WriteLockTimeoutError(), "The database is busy; try again in"],
    ["a transaction of the host", new HostTransactionOpenError(), "A transaction of yours is open"],
    ["another file", new FileReplacedError(), "was renamed, deleted or replaced"],
    ["a constraint", failure({ errcode: 1_555 }), "a constraint does not hold"],
    ["a constraint by name", failure({ code: "SQLITE_CONSTRAINT_CHECK" }), "a constraint does not"],
    ["anything else", failure({ errcode: 26 }), UNUSABLE],
  ])("whose message says what it was: %s", (_, error, sentence) => {
    expect(messageFor(error)).toContain(sentence);
    expect(messageFor(error)).not.toContain("secret");
  });
});

describe("a call is retried", () => {
  const attempts = (errors: Error[]): { calls: number; attempt: () => Promise<string> } => {
    const counted = {
      calls: 0,
      attempt: async () => {
        counted.calls += 1;
        const error = errors.shift();
        if (error !== undefined) throw error;
        return "done";
      },
    };
    return counted;
  };

  test("while the file is locked or a transaction of the host is open", async () => {
    const counted = attempts([failure({ errcode: 5 }), new HostTransactionOpenError()]);
    expect(await retryWhileBusy({ unusable: UNUSABLE }, counted.attempt)).toBe("done");
    expect(counted.calls).toBe(3);
  });

  test("but not after any other error", async () => {
    const counted = attempts([failure({ errcode: 26 })]);
    await expect(retryWhileBusy({ unusable: UNUSABLE }, counted.attempt)).rejects.toThrow(UNUSABLE);
    expect(counted.calls).toBe(1);
  });

  test("and not once the time is over", async () => {
    const counted = attempts(Array.from({ length: 50 }, () => failure({ errcode: 5 })));
    const limits = { busy_ms: -1, unusable: UNUSABLE };
    await expect(retryWhileBusy(limits, counted.attempt)).rejects.toThrow("is busy");
    expect(counted.calls).toBe(1);
  });

  test("each attempt knows when the retries end", async () => {
    const before = performance.now();
    const end = await retryWhileBusy({ busy_ms: 500, unusable: UNUSABLE }, async (at) => at);
    expect(end).toBeGreaterThanOrEqual(before + 500);
    expect(end).toBeLessThan(performance.now() + 500.001);
    const usual = await retryWhileBusy({ unusable: UNUSABLE }, async (at) => at);
    expect(usual - end).toBeGreaterThan(2_400);
  });
});
