import { expect, test } from "vitest";
import { controlsTransaction } from "./transaction-control.ts";

test.each([
  "COMMIT",
  " begin",
  "START  TRANSACTION READ ONLY",
  "end;",
  "ABORT",
  "ROLLBACK",
  "ROLLBACK WORK",
  "PREPARE TRANSACTION 'a'",
  "/* app:shop */ COMMIT",
  "/* one */ -- two\nROLLBACK",
  "/* outer /* inner */ still */ COMMIT",
  "; COMMIT",
  "SELECT 1; COMMIT",
  "SELECT 1;\n/* x */ ROLLBACK; BEGIN",
  "SELECT ';'; COMMIT",
  "SELECT 'it''s; '; COMMIT",
  "SELECT E'\\'; '; COMMIT",
  "SELECT date'2026-01-01\\'; COMMIT",
  'SELECT ";" FROM t; COMMIT',
  "SELECT $$ ; $$; COMMIT",
  "SELECT $a$ $$ ; $a$; COMMIT",
  "SELECT a$b, c$b FROM t; COMMIT",
  "SELECT '/*'; COMMIT",
  "SELECT '--'; COMMIT",
])("%j begins or ends a transaction", (text) => {
  expect(controlsTransaction(text)).toBe(true);
});

test.each([
  "",
  "SELECT 1; SELECT 2;",
  "SAVEPOINT a; RELEASE a",
  "ROLLBACK TO a",
  "ROLLBACK WORK TO SAVEPOINT a",
  "/* app:shop */ ROLLBACK /* mine */ TO a",
  "-- COMMIT",
  "/* ; COMMIT */ SELECT 1",
  "/* a /* b */ ; COMMIT */ SELECT 1",
  "SELECT '; COMMIT'",
  "SELECT 'it''s; COMMIT'",
  "SELECT E'it\\'s; COMMIT'",
  'SELECT 1 AS "; COMMIT"',
  "DO $$ BEGIN; COMMIT; END $$",
  "DO $body$ BEGIN PERFORM '$$'; COMMIT; END $body$",
  "INSERT INTO ends (commit, rollback) VALUES ($1, $2)",
  "SELECT CASE WHEN $1 THEN 1 ELSE 2 END",
  "COMMITTED",
])("%j does not", (text) => {
  expect(controlsTransaction(text)).toBe(false);
});

test("a long text with quotes that are never closed is read in less than a second", () => {
  const started = performance.now();
  for (const piece of ["'", "E'", '"', "/*", "$a$", "\\'"])
    controlsTransaction(piece.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(1_000);
});
