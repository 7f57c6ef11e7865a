// Runs the journeys against the packed packages, installed into an empty project without scripts.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { testMount, type MountCommand } from "@x/example-shared/mount-suite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildShop, startShop } from "@x/example-next/start";
import { copyOut } from "./project.ts";

/** The binaries of the runtimes that the examples use. */
const bun = fileURLToPath(new URL("../bun/node_modules/.bin/bun", import.meta.url));
const deno: { runInstall(): string } = createRequire(
  new URL("../deno/package.json", import.meta.url),
)("deno/install_api.cjs");

/** Registers the tests that apply to each project, in any runtime. */
const isInstalled = (folder: string) => () => {
  test("it runs on the packed packages, not on the workspace", () => {
    const installed = `${folder}/node_modules/@x/payment-server`;
    const { dependencies } = JSON.parse(readFileSync(`${installed}/package.json`, "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(Object.values(dependencies).filter((range) => range.startsWith("workspace:"))).toEqual(
      [],
    );
    expect([existsSync(`${installed}/src`), existsSync(`${installed}/dist/index.js`)]).toEqual([
      false,
      true,
    ]);
  });
};

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

  testMount(`the ${example} example, copied out and installed`, start, isInstalled(project.folder));
}

const next = copyOut("next");
afterAll(() => next.remove());
beforeAll(async () => await buildShop({}, next.folder), 300_000);
testMount(
  "the next example, copied out and installed",
  async (env) => await startShop(env, next.folder),
  isInstalled(next.folder),
);
