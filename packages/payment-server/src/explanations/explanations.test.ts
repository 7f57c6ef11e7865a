import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { membersOf } from "../../test/union.ts";
import { createWorld } from "../../test/world.ts";
import { ERROR_STATUS } from "../index.ts";
import { addressOf } from "./addresses.ts";
import { ERROR_CODES } from "./error-codes.ts";
import type { Explanation } from "./explanation.ts";
import { FINDINGS } from "./findings.ts";
import { HOLD_REASONS } from "./hold-reasons.ts";
import { SYNC_STATES, UNMATCHED } from "./sync-states.ts";

const source = fileURLToPath(new URL("..", import.meta.url));

/** The codes that the sources write next to a level: `{ level, code }` or `add(level, code, …)`. */
function findingCodes(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  const found = files.flatMap((path) => [
    ...readFileSync(source + path, "utf8").matchAll(
      /(?:level(?:: "\w+"| === [^,]+|: [^,]+)?,\s+code: |add\(\s*[^,]*?(?:"(?:error|warning|note)"|levelOf\(\w+\)),\s*)"(\w+)"/g,
    ),
  ]);
  return [...new Set(found.map(([, code = ""]) => code))].sort();
}

/** The members of a union that a table does not have; a test that expects none names them. */
const forgotten = (union: string, table: object): string[] =>
  membersOf(union).filter((member) => !Object.hasOwn(table, member));

describe("nothing is forgotten:", () => {
  test("the unions are read from the sources", () => {
    expect(membersOf("HoldReason")).toEqual(expect.arrayContaining(["underpaid", "disputed"]));
    expect(membersOf("ErrorCode")).toEqual(Object.keys(ERROR_STATUS));
  });

  test("every error code has a status and an explanation", () => {
    expect(forgotten("ErrorCode", ERROR_STATUS)).toEqual([]);
    expect(forgotten("ErrorCode", ERROR_CODES)).toEqual([]);
  });

  test("every hold reason has an explanation", () => {
    expect(forgotten("HoldReason", HOLD_REASONS)).toEqual([]);
  });

  test("every finding of check() has an explanation, and every explained finding exists", () => {
    const codes = findingCodes();
    expect(codes).toEqual(expect.arrayContaining(["webhook_silent", "overdue", "authenticate"]));
    const explained = new Set(EXPLANATIONS.map(([code]) => code));
    expect(codes.filter((code) => !explained.has(code))).toEqual([]);
    expect(Object.keys(FINDINGS).filter((code) => !codes.includes(code))).toEqual([]);
  });

  test("every finding of check() is in the runbook of docs/operations.md", () => {
    const page = readFileSync(new URL("../../../../docs/operations.md", import.meta.url), "utf8");
    const [, runbook = ""] = page.split("## Runbook");
    expect(findingCodes().filter((code) => !runbook.includes(`\n### ${code}\n`))).toEqual([]);
  });

  test("every sync state has an explanation", () => {
    expect(forgotten("SyncStatus", SYNC_STATES)).toEqual([]);
  });

  test.each([
    ["PaymentStatus", "/payments?status="],
    ["SyncStatus", "/events?sync_status="],
  ])("every %s can be listed with %s", async (union, path) => {
    await using world = await createWorld();
    const statuses = await Promise.all(
      membersOf(union).map(async (member) => [
        member,
        (await world.send("GET", path + member, { as: "admin" })).status,
      ]),
    );
    expect(statuses.filter(([, status]) => status !== 200)).toEqual([]);
  });
});

const EXPLANATIONS: readonly (readonly [string, Explanation])[] = [
  ...Object.entries(ERROR_CODES),
  ...Object.entries(HOLD_REASONS),
  ...Object.entries(SYNC_STATES),
  ["unmatched", UNMATCHED],
  ...Object.entries(FINDINGS),
];

test("a code means one thing: no two kinds of codes share one", () => {
  const codes = EXPLANATIONS.map(([code]) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test("every explanation is made of whole sentences that fit a table and a terminal", () => {
  const wrong = EXPLANATIONS.flatMap(([code, { sentence, cause, fix }]) =>
    Object.entries({ sentence, cause, fix })
      .filter(([, text]) => !/^[A-Z`][^|\n]*\.$/.test(text) || text.includes("]("))
      .map(([part]) => `${code}: ${part}`),
  );
  expect(wrong).toEqual([]);
});

test("[P03] every code has an address, and a code of somebody else has none", () => {
  const without = EXPLANATIONS.filter(([code]) => addressOf(code) === null);
  expect(without).toEqual([]);
  expect(addressOf("toString")).toBeNull();
  expect(addressOf("stripe_key")).toBeNull();
});
