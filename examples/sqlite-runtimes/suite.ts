// Runs every case on the runtime's own SQLite and prints a line of JSON for each. The argument is
// `path` or `handle`: `bun suite.ts path`.
import { handleCases, pathCases } from "./cases.ts";
import type { Open } from "./file.ts";

/** The lines that are printed: first the name of the runtime, then the result of each case. */
export type Line = { runtime: string } | { name: string; error: string | null };

async function opener(): Promise<Open> {
  if (process.versions["bun"] !== undefined) {
    const { Database } = await import("bun:sqlite");
    return (file, { big_integers } = { big_integers: false }) =>
      new Database(file, { create: true, readwrite: true, safeIntegers: big_integers });
  }
  const { DatabaseSync } = await import("node:sqlite");
  return (file, { big_integers } = { big_integers: false }) =>
    new DatabaseSync(file, { readBigInts: big_integers });
}

function say(line: Line): void {
  console.log(JSON.stringify(line));
}

// Bun and Deno report a version of Node too, so their own is read first.
const runtime = ["bun", "deno", "node"].find((name) => process.versions[name] !== undefined);
say({ runtime: `${runtime} ${process.versions[runtime ?? ""]}` });
for (const { name, run } of process.argv[2] === "handle"
  ? handleCases(await opener())
  : pathCases(await opener())) {
  const error = await run().then(
    () => null,
    (thrown: unknown) =>
      thrown instanceof Error ? `${thrown.stack} ${String(thrown.cause)}` : String(thrown),
  );
  say({ name, error });
}
