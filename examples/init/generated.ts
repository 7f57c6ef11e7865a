// Projects into which `payment-server init` has written its files, inside of this folder, so that
// they find the packages as an application does.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = fileURLToPath(new URL("../../packages/payment-server/dist/cli.js", import.meta.url));

export interface Generated {
  folder: string;
  /** The written files, as `--json` prints them. */
  written: readonly string[];
  /** The steps that are left to do, as `--json` prints them. */
  next: readonly string[];
  remove(): void;
}

/** A session that is a cookie, as in the other examples. A real application has its own. */
const SESSION = `export async function sessionOf(request: Request) {
  const user_id = /(?:^|; )user=([a-z0-9-]{1,40})(?:;|$)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return user_id === undefined ? null : { user_id, admin: user_id === "admin" };
}
`;

/** Makes an empty project of this type, and runs `init` in it as a program does. */
export function generate(framework: string, database: string, type = "module"): Generated {
  const folder = mkdtempSync(join(here, ".snippets-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  const flags = ["--framework", framework, "--database", database, "--yes", "--json"];
  const printed = execFileSync(process.execPath, [cli, "init", ...flags], {
    cwd: folder,
    encoding: "utf8",
  });
  const { written, next } = JSON.parse(printed) as Pick<Generated, "written" | "next">;
  return { folder, written, next, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Puts a session into the folder of the written files, which its owner does by hand. */
export function signIn(payments: string): void {
  writeFileSync(join(payments, "session.ts"), SESSION);
}
