// The parts of a rehearsal that need no registry. All of it runs by `pnpm rehearse`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asDevDependency, clientsIn } from "./clients.ts";
import { run } from "./commands.ts";
import { npmrcOf } from "./copy.ts";
import { versionProblems } from "./report.ts";

const REGISTRY = "http://127.0.0.1:4873";
const GOOD = {
  version: "0.1.0",
  dist: { tarball: `${REGISTRY}/a.tgz`, integrity: "sha512-abc" },
  repository: { url: "git+https://example.com/a.git" },
  dependencies: { hono: "4.13.19" },
};

test("each package manager takes our packages, and only them, from the registry", () => {
  const clients = clientsIn("/tools");
  expect(clients.map(({ name }) => name)).toEqual(["npm", "pnpm", "yarn", "bun"]);
  for (const { files } of clients) {
    const written = Object.values(files(REGISTRY)).join("\n");
    expect(written).toContain(REGISTRY);
    expect(written).not.toMatch(/^registry\s*=/m);
  }
  expect(npmrcOf(REGISTRY)).toBe(
    "@x:registry=http://127.0.0.1:4873/\n//127.0.0.1:4873/:_authToken=rehearsal\n",
  );
});

test("no package manager runs install scripts", () => {
  for (const { install, files } of clientsIn("/tools"))
    expect(`${install.join(" ")} ${JSON.stringify(files(REGISTRY))}`).toMatch(
      /--ignore-scripts|\\"enableScripts\\":false/,
    );
});

test.each([
  ["a right one", {}, []],
  ["a range", { dependencies: { hono: "^4" } }, ["it depends on hono ^4"]],
  [
    "a dependency of the workspace",
    { dependencies: { "@x/a": "workspace:*" } },
    ["it depends on @x/a workspace:*"],
  ],
  [
    "no repository",
    { repository: undefined },
    ["it does not name its repository, which npm compares with the provenance"],
  ],
  ["no hash", { dist: { tarball: "a", integrity: "" } }, ["its tarball has no hash"]],
])("[P01] a published version with %s: %j", (_, change, problems) => {
  expect(versionProblems({ ...GOOD, ...change })).toEqual(problems);
});

test("a dependency becomes one of development, with its version", () => {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  try {
    const file = join(folder, "package.json");
    writeFileSync(
      file,
      JSON.stringify({ name: "a", dependencies: { one: "1.0.0", two: "2.0.0" } }),
    );
    asDevDependency(folder, "two");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      name: "a",
      dependencies: { one: "1.0.0" },
      devDependencies: { two: "2.0.0" },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a command that fails says what it printed", () => {
  const program = "console.log('one'); console.error('two'); process.exit(3)";
  expect(() => run([process.execPath, "-e", program], ".")).toThrow(/failed:\none\ntwo/);
  expect(run([process.execPath, "-p", "process.env.CI"], ".")).toBe("true\n");
});
