// Checks that every path in the `exports` of a package leads to files of the build, and that every
// built file is exported.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Manifest {
  name: string;
  files: string[];
  bin?: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
}

/** One exported path of a package, such as `./storage/*`, and its targets. */
interface Subpath {
  subpath: string;
  /** The targets by condition, as in the manifest. */
  targets: Readonly<Record<string, string>>;
}

const PACKAGES = readdirSync(join(root, "packages")).map((folder) => {
  const manifest = JSON.parse(read(`packages/${folder}/package.json`)) as Manifest;
  const subpaths = Object.entries(manifest.exports).map(([subpath, target]): Subpath => ({
    subpath,
    targets: typeof target === "string" ? { default: target } : target,
  }));
  return { folder, manifest, subpaths };
});

describe.each(PACKAGES)("$folder", ({ folder, manifest, subpaths }) => {
  const isThere = (target: string): boolean => existsSync(join(root, "packages", folder, target));
  const patterns = subpaths.filter(({ subpath }) => subpath.includes("*"));

  test("every path that it exports leads to files that the build makes, and that are packed", () => {
    const targets = subpaths.flatMap(({ subpath, targets: exported }) =>
      Object.values(exported).flatMap((target) =>
        subpath.includes("*")
          ? matches(folder, target).map((word) => target.replace("*", word))
          : [target],
      ),
    );
    expect(targets.filter((target) => !isThere(target))).toEqual([]);
    expect(
      targets.filter(
        (target) =>
          !manifest.files.some(
            (packed) => target === `./${packed}` || target.startsWith(`./${packed}/`),
          ),
      ),
    ).toEqual([]);
    expect(Object.values(manifest.bin ?? {}).filter((target) => !isThere(target))).toEqual([]);
  });

  test.each(patterns)("$subpath leads to something, with each of its parts", ({ targets }) => {
    const words = Object.values(targets).map((target) => matches(folder, target));
    expect(words[0]?.length).toBeGreaterThan(0);
    for (const others of words) expect(others).toEqual(words[0]);
  });

  // Files below `dist/cdn` are bundled from one entry and have no source of the same name.
  test.each(
    patterns.filter(({ targets }) =>
      existsSync(join(root, "packages", folder, dirname(sourceOf(targets["default"] ?? "")))),
    ),
  )("every source for $subpath is in the package", ({ targets }) => {
    const target = targets["default"] ?? "";
    const sources = readdirSync(join(root, "packages", folder, dirname(sourceOf(target)))).filter(
      (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
    );
    const meant = sources
      .map((name) => join(dirname(sourceOf(target)), name))
      .filter(
        (source) =>
          hasValues(read(`packages/${folder}/${source}`)) && !isInTheIndex(folder, source),
      );
    expect(meant.length).toBeGreaterThan(0);
    expect(
      meant.filter((source) => !isThere(target.replace("*", basename(source, ".ts")))),
    ).toEqual([]);
  });

  test("everything that is built has a path", () => {
    const paths = [
      ...subpaths.flatMap(({ targets }) => Object.values(targets)),
      ...Object.values(manifest.bin ?? {}),
    ];
    const built = readdirSync(join(root, "packages", folder, "dist"), {
      recursive: true,
      encoding: "utf8",
    }).filter((file) => file.endsWith(".js") && !/^chunk-\w+\.js$/.test(basename(file)));
    expect(
      built.filter((file) => !paths.some((target) => wordOf(target, `./dist/${file}`) !== null)),
    ).toEqual([]);
  });

  test("every file of types that stands by itself has a path, or is part of one that has", () => {
    const types = existsSync(join(root, "packages", folder, "types"))
      ? readdirSync(join(root, "packages", folder, "types"))
      : [];
    const exported = types.filter((file) =>
      subpaths.some(({ targets }) => targets["types"] === `./types/${file}`),
    );
    const imported = exported.map((file) => read(`packages/${folder}/types/${file}`)).join("\n");
    expect(
      types.filter(
        (file) =>
          !exported.includes(file) && !imported.includes(`"./${file.replace(/\.d\.ts$/, ".js")}"`),
      ),
    ).toEqual([]);
  });
});

test("every path of a package that a page, an example or a message names is exported", () => {
  const named = new Set(
    texts(root).flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(
          /@x\/(?:payment-server|payment-client|dodo-emulator)\/[\w./-]*\w/g,
        ),
      ].map(([path]) => path),
    ),
  );
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((path) => !resolves(path))).toEqual([]);
});

/** Returns whether the path leads to a file or to a folder of files. */
function resolves(path: string): boolean {
  const { folder, manifest, subpaths } =
    PACKAGES.find((known) => path.startsWith(`${known.manifest.name}/`)) ?? fail(path);
  const subpath = `.${path.slice(manifest.name.length)}`;
  return subpaths.some(({ subpath: exported, targets }) => {
    if (exported.startsWith(`${subpath}/`)) return true;
    const word = wordOf(exported, subpath);
    return (
      word !== null &&
      Object.values(targets).every((target) =>
        existsSync(join(root, "packages", folder, target.replace("*", word))),
      )
    );
  });
}

/**
 * Returns the part of `path` that matches the `*` of `pattern`: an empty text if the pattern has no
 * `*`, `null` if the path does not match.
 */
function wordOf(pattern: string, path: string): string | null {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === path ? "" : null;
  return path.startsWith(before) &&
    path.endsWith(after) &&
    path.length > before.length + after.length
    ? path.slice(before.length, path.length - after.length)
    : null;
}

/** Returns the values that the `*` of a target matches, sorted. */
function matches(folder: string, target: string): string[] {
  const at = join(root, "packages", folder, dirname(target));
  const files = existsSync(at)
    ? readdirSync(at, { withFileTypes: true }).filter((entry) => entry.isFile())
    : [];
  return files
    .map(({ name }) => wordOf(basename(target), name))
    .filter((word) => word !== null)
    .sort();
}

/** Returns the source of a built file. */
function sourceOf(target: string): string {
  return target.replace("./dist/", "src/").replace(/\.js$/, ".ts");
}

/** A module of types alone is part of those that import it. */
function hasValues(source: string): boolean {
  return /^export (?!type |interface )/m.test(source);
}

function isInTheIndex(folder: string, source: string): boolean {
  return read(`packages/${folder}/src/index.ts`).includes(
    `from "./${source.slice("src/".length)}"`,
  );
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Returns the texts of all sources and pages of the repository. */
function texts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : texts(path);
    return /\.(md|[mc]?[jt]sx?|html|vue|svelte)$/.test(entry.name) ? [path] : [];
  });
}

function fail(path: string): never {
  throw new Error(`no package for ${path}`);
}
