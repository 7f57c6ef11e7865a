// The short form of `pnpm campaign --mutants`: every edit still applies, and a caught bug is told
// apart from a surviving or invalid one.
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { MUTANTS } from "./mutants/all.ts";
import { edited, type Mutant } from "./mutants/mutant.ts";
import { outcomeOf, type Outcome } from "./mutants/outcome.ts";
import { SERVER } from "./mutants/plugin.ts";
import { mutantTable } from "./mutants/table.ts";
import { tryOut } from "./mutants/trial.ts";
import { TWELVE } from "./mutants/twelve.ts";

const source = (file: string): string => readFileSync(`${SERVER}src/${file}`, "utf8");
const named = (name: string): Mutant | null =>
  MUTANTS.find((mutant) => mutant.name === name) ?? null;

async function outcomeWith(name: string, file: string): Promise<Outcome> {
  return (await tryOut(named(name), { files: [file], pg_url: inject("pg_url") })).outcome;
}

test("[K15] the twelve are there, and no two bugs have one name", () => {
  expect(TWELVE.map(({ name }) => name)).toEqual([
    "drop a primary key",
    "ack before commit",
    "200 while busy",
    "key by payment id",
    "skip the fence",
    "`processing` as paid",
    "skip currency",
    "total instead of net",
    "swallow errors",
    "application clock for leases",
    "no verification without confirmation",
    "random idempotency key",
  ]);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

test.each(MUTANTS)(
  "[K15] $name: each edit applies exactly once to the sources, each likely test file exists",
  ({ edits, likely }) => {
    expect(edits.length).toBeGreaterThan(0);
    for (const edit of edits) expect(edited(source(edit.file), edit)).not.toBe(source(edit.file));
    for (const file of likely) expect(readFileSync(SERVER + file, "utf8")).toContain("test");
  },
);

test("[K15] an edit whose text is missing, or occurs twice, is refused", () => {
  expect(() => edited("a b", { file: "a.ts", find: "c", replace: "" })).toThrow(
    "occurs 0 times in a.ts",
  );
  expect(() => edited("a b a", { file: "a.ts", find: "a", replace: "" })).toThrow(
    "occurs 2 times in a.ts",
  );
});

test("[K15] without a bug the tests pass; each bug fails a test of its own, not the one of the bug before it", async () => {
  const file = "src/storage/sqlite.test.ts";
  const none = await outcomeWith("", file);
  expect(none.kind === "survived" && none.tests > 50).toBe(true);
  expect(await outcomeWith("drop a primary key", file)).toEqual({
    kind: "caught",
    file,
    title:
      "a SQLite file is a storage: while the lease is live every other claim is refused, the same payment's included, and nothing changes",
  });
  expect(await outcomeWith("skip the fence", file)).toEqual({
    kind: "caught",
    file,
    title:
      "a SQLite file is a storage: an outdated fence closes nothing: payment, credit, history and event stay",
  });
  expect(await outcomeWith("skip currency", file)).toEqual(none);
}, 300_000);

test.each([
  [
    "a module that does not load",
    { message: "Unexpected token `;`\nat line 3" },
    [],
    "does not load: core/a.test.ts: Unexpected token `;` at line 3",
  ],
  [
    "an error that no assertion made",
    {},
    ["ReferenceError: tax is not defined\n    at subtract (/src/core/verdict.ts:1:1)"],
    "no assertion: core/a.test.ts: [M01] a: ReferenceError: tax is not defined",
  ],
  [
    "an error of the code that the storage suite called",
    {},
    [
      "Error: no payment\n    at stored (/src/storage/memory.ts:1:1)\n    at run (/src/testing/storage/case.ts:1:1)",
    ],
    "no assertion: core/a.test.ts: [M01] a: Error: no payment",
  ],
  ["a run that ended by itself", {}, [], "the run ended before a test had failed"],
])("[K15] %s catches no bug", (_, file, failureMessages, why) => {
  const assertionResults = [
    {
      status: failureMessages.length === 0 ? "pending" : "failed",
      ancestorTitles: [],
      title: "[M01] a",
      failureMessages,
    },
  ];
  expect(
    outcomeOf({
      success: false,
      numPassedTests: 1,
      testResults: [{ name: `${SERVER}core/a.test.ts`, message: "", assertionResults, ...file }],
    }),
  ).toEqual({ kind: "invalid", why });
});

test("[K15] the table names the bug, its cost, the test and the seconds", () => {
  const outcome = { kind: "caught", file: "src/core/a.test.ts", title: "a | b" } as const;
  const mutant = { name: "a bug", what: "Money.", edits: [], likely: [] };
  expect(
    mutantTable([
      { mutant: null, outcome: { kind: "survived", tests: 1_200 }, seconds: 9 },
      { mutant, outcome, seconds: 1.26 },
    ]).split("\n"),
  ).toEqual([
    "| bug | what it would cost | the first test that fails | seconds |",
    "| --- | --- | --- | --- |",
    "| no bug |  | none of 1,200 | 9.0 |",
    "| a bug | Money. | src/core/a.test.ts: a \\| b | 1.3 |",
  ]);
});
