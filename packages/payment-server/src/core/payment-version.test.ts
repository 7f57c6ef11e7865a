import { expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { Context } from "./context.ts";
import { nextVersion } from "./payment-version.ts";

/** A context whose clock returns 9,000 and whose ids are counted. */
function createContext(): Context {
  let made = 0;
  return {
    clock: () => 9_000,
    newId: (prefix: string) => `${prefix}_new_${(made += 1)}`,
  } as unknown as Context;
}

test("the next version counts from the version that was read, not from the one that is written", () => {
  const before = { ...PAYMENT, version: 7 };
  expect(nextVersion(createContext(), before, { ...before, version: 99 })).toMatchObject({
    version: 8,
  });
});

test("it has a new write id and the time of the write, and every other field of `after`", () => {
  const before = { ...PAYMENT, version: 1, write_id: "wr_old", updated_at: 10 };
  const after = { ...before, status: "failed" as const, attempts: 3 };
  expect(nextVersion(createContext(), before, after)).toEqual({
    ...after,
    version: 2,
    write_id: "wr_new_1",
    updated_at: 9_000,
  });
  expect(before).toMatchObject({ version: 1, write_id: "wr_old", updated_at: 10 });
});

test("two writes of one version differ in their write id, so that each recognises its own", () => {
  const context = createContext();
  const [first, second] = [PAYMENT, PAYMENT].map((before) => nextVersion(context, before, before));
  expect([first?.version, second?.version]).toEqual([2, 2]);
  expect(first?.write_id).not.toBe(second?.write_id);
});
