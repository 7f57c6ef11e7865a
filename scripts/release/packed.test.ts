// Compares the published files, without the hashes in their names, with a snapshot.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, test } from "vitest";
import { importedPackages, PACKAGES, packedFiles, readManifest, withoutHash } from "./packed.ts";

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../packages/${name}`, import.meta.url));

describe.each(PACKAGES)("[P01] %s", (name) => {
  const folder = folderOf(name);
  const manifest = readManifest(folder);
  const files = packedFiles(folder);

  test("is published with these files and no others", () => {
    // The changelog is written when the first version is made.
    const paths = files.map(({ path }) => withoutHash(path));
    expect([...new Set(paths)].filter((path) => path !== "CHANGELOG.md")).toMatchSnapshot();
    expect(paths.filter((path) => path.endsWith("/SKILL.md"))).toHaveLength(1);
  });

  test("runs nothing when it is installed", () => {
    expect(
      Object.keys(manifest.scripts ?? {}).filter((script) => /install|prepare/.test(script)),
    ).toEqual([]);
  });

  test("depends on the packages that its code imports, each in one version, and on no others", () => {
    const code = files
      .filter(({ path }) => path.endsWith(".js") && !path.startsWith("dist/cdn/"))
      .map(({ path }) => readFileSync(join(folder, path), "utf8"))
      .join("\n");
    const { dependencies = {}, peerDependencies = {} } = manifest;
    const imported = importedPackages(code, manifest.name);
    const named = Object.keys({ ...dependencies, ...peerDependencies }).sort();
    expect(
      imported.filter((dependency) => !named.includes(dependency) && !isGiven(dependency)),
    ).toEqual([]);
    expect(named.filter((dependency) => !imported.includes(dependency))).toEqual([]);
    expect(Object.values(dependencies).filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual(
      [],
    );
  });

  test("has nothing that publint complains about", async () => {
    const packed = files.map(({ path }) => ({
      name: `package/${path}`,
      data: new Uint8Array(readFileSync(join(folder, path))),
    }));
    const { messages, pkg } = await publint({
      pkgDir: "package",
      strict: true,
      pack: { files: packed },
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});

/** Test runners that a project has already when it imports the entry for them. */
function isGiven(name: string): boolean {
  return ["vitest", "@playwright/test", "emulate"].includes(name);
}

test("the hash of a part is left out of its name, and nothing else", () => {
  expect(
    ["dist/chunk-UPBXNHAX.js", "dist/options-DLpbD-5Q.d.ts", "dist/cli.js", "types/react.d.ts"].map(
      withoutHash,
    ),
  ).toEqual(["dist/chunk-*.js", "dist/options-*.d.ts", "dist/cli.js", "types/react.d.ts"]);
});

test("imports of packages are found in each form, those of the runtime are not", () => {
  const code = `import { a } from "one"; import "@two/two/deep"; const b = await import("three");
    export * from './four.js'; require("five/six"); import fs from "node:fs"; import "sqlite"; // from "Dodo. And"`;
  expect(importedPackages(code, "one")).toEqual(["@two/two", "five", "sqlite", "three"]);
});
