import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { shopCommand } from "@x/example-node/start";
import { testMount, type MountCommand } from "@x/example-shared/mount-suite";
import { testStartupErrors } from "@x/example-shared/startup-error-suite";
import { expect, test } from "vitest";

const platform = `${process.platform}-${process.arch}`;
const node_22 = fileURLToPath(
  new URL(`node_modules/node-22-${platform}/bin/node`, import.meta.url),
);
const command: MountCommand = (env) => ({ ...shopCommand(env), command: node_22 });

if (existsSync(node_22)) {
  testMount("the shop over node:http, in Node 22", command, (mounted) => {
    testStartupErrors(mounted, command);
    test("it really is the oldest supported Node", async () => {
      const { execFileSync } = await import("node:child_process");
      expect(execFileSync(node_22, ["--version"], { encoding: "utf8" })).toBe("v22.18.0\n");
    });
  });
} else {
  test.skip(`npm has no package with a Node 22 for ${platform}: the shop is not run in it here`, () =>
    undefined);
}
