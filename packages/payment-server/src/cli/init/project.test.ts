import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../../test/folder.ts";
import { isThere, readLayout, readManifest, writeNew } from "./project.ts";

describe("the packages of a project", () => {
  test("are those of both lists, and may be missing", () => {
    using folder = makeFolder();
    const write = (manifest: object): void =>
      writeFileSync(join(folder.path, "package.json"), JSON.stringify(manifest));
    write({
      dependencies: { next: "16" },
      devDependencies: { pg: "8" },
      peerDependencies: { a: "1" },
    });
    expect([...readManifest(folder.path).packages]).toEqual(["next", "pg"]);
    write({ name: "shop" });
    expect([...readManifest(folder.path).packages]).toEqual([]);
  });

  test("cannot be read without a package.json, or from one that is no JSON", () => {
    using folder = makeFolder();
    expect(() => readManifest(folder.path)).toThrow("There is no package.json in");
    writeFileSync(join(folder.path, "package.json"), "{");
    expect(() => readManifest(folder.path)).toThrow("package.json is not JSON: mend it first.");
  });
});

test.each([
  [{ type: "commonjs" }, true],
  [{ type: "module" }, false],
  [{}, false],
])("a project of %j is CommonJS: %s", (manifest, is_commonjs) => {
  using folder = makeFolder();
  writeFileSync(join(folder.path, "package.json"), JSON.stringify(manifest));
  expect(readManifest(folder.path).is_commonjs).toBe(is_commonjs);
});

describe("the layout of a project", () => {
  test.each([
    [[], "next", false],
    [["src"], "next", true],
    [["src", "app"], "next", false],
    [["src", "app"], "hono", true],
    [["app"], "hono", false],
  ] as const)("with the folders %j, for %s: below src %s", (folders, framework, has_src) => {
    using folder = makeFolder();
    for (const name of folders) mkdirSync(join(folder.path, name));
    expect(readLayout(folder.path, framework).has_src).toBe(has_src);
  });

  test("ends its imports as its tsconfig.json says", () => {
    using folder = makeFolder();
    expect(readLayout(folder.path, "hono").ending).toBe(".ts");
    writeFileSync(join(folder.path, "tsconfig.json"), '{ "module": "NodeNext" }');
    expect(readLayout(folder.path, "hono").ending).toBe(".js");
  });
});

test("a file is written with the folders above it, and never over another one", () => {
  using folder = makeFolder();
  const path = "src/payments/host.ts";
  const read = (): string => readFileSync(join(folder.path, path), "utf8");
  expect([isThere(folder.path, path), writeNew(folder.path, path, "ours")]).toEqual([false, true]);
  expect([isThere(folder.path, path), read()]).toEqual([true, "ours"]);
  writeFileSync(join(folder.path, path), "theirs");
  expect([writeNew(folder.path, path, "ours"), read()]).toEqual([false, "theirs"]);
});

test("a file that cannot be written for another reason is an error", () => {
  using folder = makeFolder();
  mkdirSync(join(folder.path, "host.ts"));
  expect(writeNew(folder.path, "host.ts", "ours")).toBe(false);
  writeFileSync(join(folder.path, "payments"), "");
  expect(() => writeNew(folder.path, "payments/host.ts", "ours")).toThrow("EEXIST");
  expect(() => writeNew(folder.path, "a".repeat(300), "ours")).toThrow("ENAMETOOLONG");
});
