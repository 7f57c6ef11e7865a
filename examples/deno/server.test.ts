import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { testMount, type MountCommand } from "@x/example-shared/mount-suite";
import { testStartupErrors } from "@x/example-shared/startup-error-suite";

const folder = fileURLToPath(new URL(".", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as {
  scripts: { start: string };
};
/**
 * The binary itself. The package's own command is a Node process around it that does not forward
 * signals.
 */
const deno: { runInstall(): string } = createRequire(import.meta.url)("deno/install_api.cjs");

/** Starts the server offline, with the permissions of `start`, for the test's database file. */
const command: MountCommand = (env) => {
  const [, run = "", ...rights] = scripts.start
    .replaceAll("shop.sqlite", env["DATABASE"] ?? "")
    .split(" ");
  return {
    command: deno.runInstall(),
    args: [run, "--no-remote", "--cached-only", "--no-lock", ...rights],
    cwd: folder,
    env,
  };
};

testMount("the shop on Deno.serve", command, (mounted) => testStartupErrors(mounted, command));
