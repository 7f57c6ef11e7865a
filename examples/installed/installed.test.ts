// The journeys against our packages as they are installed: packed, in an empty project, without scripts.
import { existsSync, readFileSync } from "node:fs";
import { testMount } from "@x/example-shared/mount-suite";
import { afterAll, expect, test } from "vitest";
import { copyOut } from "./project.ts";

const project = copyOut("node");
afterAll(() => project.remove());

testMount("the node example, copied out and installed", (env) => ({ command: process.execPath, args: ["server.ts"], cwd: project.folder, env }), () => {
  test("it runs on the packed packages, not on the workspace", () => {
    const manifest = JSON.parse(readFileSync(`${project.folder}/node_modules/@x/payment-server/package.json`, "utf8")) as { dependencies: Record<string, string> };
    expect(Object.values(manifest.dependencies).filter((range) => range.startsWith("workspace:"))).toEqual([]);
    expect(existsSync(`${project.folder}/node_modules/@x/payment-server/src`)).toBe(false);
    expect(existsSync(`${project.folder}/node_modules/@x/payment-server/dist/index.js`)).toBe(true);
  });
});
