// Runs the journeys against the packed packages, installed into an empty project without scripts.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { testMount, type MountCommand } from "@x/example-shared/mount-suite";
import { afterAll } from "vitest";
import { testInstalled } from "./test-installed.ts";
import { copyOut } from "./project.ts";

/** The binaries of the runtimes that the examples use. */
const bun = fileURLToPath(new URL("../bun/node_modules/.bin/bun", import.meta.url));
const deno: { runInstall(): string } = createRequire(
  new URL("../deno/package.json", import.meta.url),
)("deno/install_api.cjs");

const RUNTIMES: readonly [example: string, command: string, args: readonly string[]][] = [
  ["node", process.execPath, ["server.ts"]],
  ["bun", bun, ["server.ts"]],
  // The permissions are tested by the deno example itself.
  [
    "deno",
    deno.runInstall(),
    [
      "run",
      "--no-prompt",
      "--no-remote",
      "--cached-only",
      "--no-lock",
      "--node-modules-dir=manual",
      "--allow-all",
      "server.ts",
    ],
  ],
];

for (const [example, command, args] of RUNTIMES) {
  const project = copyOut(example);
  afterAll(() => project.remove());
  const start: MountCommand = (env) => ({ command, args, cwd: project.folder, env });

  testMount(`the ${example} example, copied out and installed`, start, () =>
    testInstalled(project.folder),
  );
}
