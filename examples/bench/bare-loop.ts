// A loop of the bare statements that a first delivery needs, without HTTP, JSON and decisions. They
// are recorded from the storage while it handles deliveries, and run again on a copy of the file.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { open, type Bench } from "./bench.ts";
import { handlersOf, loadOurs } from "./ours.ts";
import { deliver, delivery, openCheckouts } from "./purchases.ts";
import type { Contender } from "./rounds.ts";
import type { Figure } from "./row.ts";

/** A call of a statement. */
interface Call {
  text: string;
  method: "all" | "get" | "run" | "setReturnArrays";
  values: unknown[];
}

/** The loop as a contender, with the number of its statements. */
export interface BareLoop extends Contender {
  figures: Figure[];
  close(): void;
}

const METHODS = ["all", "get", "run", "setReturnArrays"] as const;

/** Records the statements of some deliveries, and returns the loop that runs them again. */
export async function bareLoop(bench: Bench, synchronous: "NORMAL" | "FULL"): Promise<BareLoop> {
  const folder = mkdtempSync(join(tmpdir(), "bare-"));
  const before = join(folder, "before.sqlite");
  const calls = await record(bench, before);
  const count = bench.amount.deliveries;
  const file = join(folder, "copy.sqlite");
  const per = (pattern: RegExp): number =>
    calls.filter(({ text, method }) => method !== "setReturnArrays" && pattern.test(text)).length /
    count;
  return {
    name: "bare loop",
    figures: [
      { name: "statements a delivery", value: per(/^(?!BEGIN|COMMIT)/), unit: "" },
      { name: "commits a delivery", value: per(/^COMMIT/), unit: "" },
    ],
    async prepare() {
      for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
      copyFileSync(before, file);
      return { operations: count, run: replay(file, calls, synchronous) };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Handles deliveries on a database that is watched. A copy of it before them goes to `before`. */
async function record({ amount, dodo_url }: Bench, before: string): Promise<Call[]> {
  const calls: Call[] = [];
  let watching = false;
  const database = watched(`${before}.recorded`, (call) => {
    // Whether rows come as arrays is set when a statement is compiled.
    if (watching || call.method === "setReturnArrays") calls.push(call);
  });
  const { handler, close } = await open(
    { name: "recorded", create: handlersOf(await loadOurs(), database) },
    dodo_url,
  );
  const checkouts = await openCheckouts(handler, amount.deliveries + 1);
  // The first delivery of a process does work that the later ones do not.
  const [first, ...others] = checkouts;
  if (first !== undefined) await deliver(handler, delivery(first));
  database.prepare("VACUUM INTO ?").run(before);
  watching = true;
  for (const checkout of others) await deliver(handler, delivery(checkout));
  watching = false;
  await close();
  database.close();
  return calls;
}

/** Opens a database that reports each call of a statement. */
function watched(file: string, report: (call: Call) => unknown): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  const { prepare, exec } = database;
  database.prepare = (text) => {
    const statement: StatementSync = prepare.call(database, text);
    for (const method of METHODS) {
      const original = statement[method];
      Reflect.set(statement, method, (...values: unknown[]) => {
        report({ text, method, values });
        return Reflect.apply(original, statement, values) as unknown;
      });
    }
    return statement;
  };
  database.exec = (text) => {
    report({ text, method: "run", values: [] });
    exec.call(database, text);
  };
  return database;
}

/** Opens the copy, compiles the statements, and returns a function that runs all calls. */
function replay(file: string, calls: readonly Call[], synchronous: string): () => void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
  const statements = new Map(calls.map(({ text }) => [text, database.prepare(text)]));
  return () => {
    for (const { text, method, values } of calls) {
      const statement = statements.get(text);
      if (statement !== undefined) Reflect.apply(statement[method], statement, values);
    }
    database.close();
  };
}
