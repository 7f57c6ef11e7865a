import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { testMount, type MountCommand } from "@x/example-shared/mount-suite";
import { testStartupErrors } from "@x/example-shared/startup-error-suite";

const folder = fileURLToPath(new URL(".", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as {
  scripts: { start: string };
};
/** The binary itself: the package's command is a Node process around it, which keeps signals to itself. */
const deno: { runInstall(): string } = createRequire(import.meta.url)("deno/install_api.cjs");

/** Offline, with the rights of `start` and the test's file in the place of its own. */
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
