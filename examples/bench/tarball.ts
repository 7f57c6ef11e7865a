// An older version of the server, from the file that `pnpm pack` makes of it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Candidate } from "./contract.ts";
import { handlersOf, type Build } from "./ours.ts";

/** Unpacks the file. The version uses the dependencies of the present one, which pins them. */
export async function fromTarball(file: string): Promise<Candidate> {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  execFileSync("tar", ["-xzf", file, "-C", folder]);
  const root = join(folder, "package");
  symlinkSync(
    fileURLToPath(new URL("../../packages/payment-server/node_modules", import.meta.url)),
    join(root, "node_modules"),
  );
  const load = async (path: string): Promise<unknown> =>
    await import(pathToFileURL(join(root, "dist", path)).href);
  const build = {
    server: await load("index.js"),
    sqlite: await load("storage/sqlite.js"),
    postgres: await load("storage/postgres.js"),
  } as Build;
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  return { name: `packed ${version}`, create: handlersOf(build) };
}
