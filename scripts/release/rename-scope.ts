/**
 * Renames the scope of the packages in every file of the project: `pnpm rename-scope @acme`. Only
 * text in the project is changed; install and build afterwards.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isScope, SCOPE, withScope } from "./scope.ts";

/** Renames the scope in the files that git knows below `root`, and returns the changed paths. */
export function renameScope(root: string, from: string, to: string): string[] {
  if (!isScope(to)) throw new Error(`${to} is not a scope of npm: give one such as @acme.`);
  const listed = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  return listed.split("\0").filter((path) => {
    if (path === "") return false;
    const text = readText(join(root, path));
    const renamed = text === null ? null : withScope(text, from, to);
    if (renamed === null || renamed === text) return false;
    writeFileSync(join(root, path), renamed);
    return true;
  });
}

/** Returns the text of a file; `null` for a link, and for a file that is not text. */
function readText(path: string): string | null {
  try {
    return new TextDecoder("utf8", { fatal: true }).decode(readFileSync(path));
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [to = ""] = process.argv.slice(2);
  const root = fileURLToPath(new URL("../..", import.meta.url));
  try {
    const changed = renameScope(root, SCOPE, to);
    console.log(
      `${changed.length} files now say ${to}. Next: pnpm install, pnpm run format, pnpm test.`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
