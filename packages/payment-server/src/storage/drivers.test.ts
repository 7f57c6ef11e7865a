/**
 * What a storage driver needs besides its own file. Each failure names what was forgotten, and
 * where it belongs.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import config from "../../tsup.config.ts";

const PACKAGE = "packages/payment-server";
const root = fileURLToPath(new URL("../../../../", import.meta.url));
const read = (path: string): string => readFileSync(root + path, "utf8");

/** One file of `src/storage`, and how a host imports it. */
interface Driver {
  /** Such as `sqlite`. */
  name: string;
  /** Such as `sqliteStorage`. */
  factory: string;
  source: string;
  /** What a host writes to import it. The index exports the storage in memory, and no other. */
  specifier: string;
}

const DRIVERS: readonly Driver[] = globSync(`${PACKAGE}/src/storage/*.ts`, { cwd: root })
  .filter((source) => !source.endsWith(".test.ts"))
  .map((source) => {
    const name = basename(source, ".ts");
    return {
      name,
      factory: `${name}Storage`,
      source,
      specifier: name === "memory" ? "@x/payment-server" : `@x/payment-server/storage/${name}`,
    };
  });

/** Test files that may run a suite: beside the driver, or in an example where its runtime is. */
const TESTS = globSync([`${PACKAGE}/src/storage/*.test.ts`, "examples/**/*.test.ts"], {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
});

/** Each thing that a driver needs: whether it is there, and the sentence for when it is not. */
const NEEDS: readonly {
  isMet(driver: Driver): boolean;
  sentence(driver: Driver): string;
  /** How CONTRIBUTING.md names it in its row for a storage. */
  listed_as: string;
}[] = [
  {
    isMet: ({ source, factory }) =>
      new RegExp(`^export function ${factory}\\b`, "m").test(read(source)),
    sentence: ({ source, factory }) => `${source} exports no function \`${factory}\``,
    listed_as: "`storage/<name>.ts`",
  },
  {
    isMet: ({ name, source }) => isInIndex(name) || isBuilt(source),
    sentence: ({ source }) => `${source} is no entry of ${PACKAGE}/tsup.config.ts`,
    listed_as: "`tsup.config.ts`",
  },
  {
    isMet: ({ name }) => isInIndex(name) || packedFiles(name).every((file) => existsSync(file)),
    sentence: ({ name }) =>
      `dist/storage/${name}.js or its .d.ts is not in the package: build it, and see \`exports\` and \`files\` of ${PACKAGE}/package.json`,
    listed_as: "`package.json`",
  },
  {
    isMet: ({ factory, specifier }) => isListed(`${PACKAGE}/README.md`, factory, specifier),
    sentence: ({ factory, specifier }) =>
      `${PACKAGE}/README.md has no row with \`${factory}\` and \`${specifier}\` under "Storage"`,
    listed_as: "`payment-server/README.md`",
  },
  {
    isMet: ({ factory, specifier }) => isListed("docs/databases.md", factory, specifier),
    sentence: ({ factory, specifier }) =>
      `docs/databases.md has no row with \`${factory}\` and \`${specifier}\``,
    listed_as: "`docs/databases.md`",
  },
  {
    isMet: (driver) => TESTS.some((path) => runsSuite(path, driver, "storage")),
    sentence: ({ factory }) => `no test runs \`storageSuite\` with \`${factory}\``,
    listed_as: "`storageSuite`",
  },
  {
    isMet: (driver) =>
      !hasTransactions(driver) || TESTS.some((path) => runsSuite(path, driver, "transaction")),
    sentence: ({ factory }) =>
      `\`${factory}\` has transactions, and no test runs \`transactionSuite\` with it`,
    listed_as: "`transactionSuite`",
  },
  {
    isMet: ({ name, source }) =>
      isInIndex(name) ||
      read("scripts/public-names.test.ts").includes(`"${source.slice(PACKAGE.length + 1)}"`),
    sentence: ({ source }) => `scripts/public-names.test.ts does not hold the exports of ${source}`,
    listed_as: "`scripts/public-names.test.ts`",
  },
];

test("the drivers are found", () => {
  expect(DRIVERS.map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(["d1", "memory", "postgres", "sqlite"]),
  );
});

test.each(DRIVERS)("nothing is forgotten for the storage driver $name", (driver) => {
  expect(NEEDS.filter(({ isMet }) => !isMet(driver)).map((need) => need.sentence(driver))).toEqual(
    [],
  );
});

test("CONTRIBUTING.md names each place in its row for a storage", () => {
  const row =
    read("CONTRIBUTING.md")
      .split("\n")
      .find((line) => line.startsWith("| storage |")) ?? "";
  expect(NEEDS.map(({ listed_as }) => listed_as).filter((place) => !row.includes(place))).toEqual(
    [],
  );
});

function isInIndex(name: string): boolean {
  return read(`${PACKAGE}/src/index.ts`).includes(`from "./storage/${name}.ts"`);
}

/** Whether tsup builds the source, with types. */
function isBuilt(source: string): boolean {
  const entry = source.slice(PACKAGE.length + 1);
  const { dts } = config;
  const typed = typeof dts === "object" && Array.isArray(dts.entry) ? dts.entry : [];
  const built = Array.isArray(config.entry) ? config.entry : [];
  return built.includes(entry) && typed.includes(entry);
}

/** The files of a driver as `exports` names them, if `files` packs their folder. */
function packedFiles(name: string): string[] {
  const manifest = JSON.parse(read(`${PACKAGE}/package.json`)) as {
    files: string[];
    exports: Record<string, Record<string, string> | undefined>;
  };
  const targets = Object.values(manifest.exports["./storage/*"] ?? {});
  return targets.map((target) => {
    const file = target.replace("./", "").replace("*", name);
    const is_packed = manifest.files.some((packed) => file.startsWith(`${packed}/`));
    return is_packed ? `${root}${PACKAGE}/${file}` : "";
  });
}

/** Whether one row of a table in the page names both the function and its import. */
function isListed(page: string, factory: string, specifier: string): boolean {
  return read(page)
    .split("\n")
    .some(
      (line) =>
        line.startsWith("|") && line.includes(`\`${factory}(`) && line.includes(`\`${specifier}\``),
    );
}

/**
 * Whether the test imports the driver, calls its function, and runs the suite, or its cases one by
 * one: those of D1 run inside a Worker.
 */
function runsSuite(
  path: string,
  { name, factory }: Driver,
  suite: "storage" | "transaction",
): boolean {
  const text = read(path);
  return (
    new RegExp(`from "(\\./|@x/payment-server/storage/)${name}(\\.ts)?"`).test(text) &&
    new RegExp(`\\b${factory}(<[^>]*>)?\\(`).test(text) &&
    new RegExp(`\\b(${suite}Suite(<[^>]*>)?\\(test\\b|${suite}Cases\\.map\\()`).test(text)
  );
}

function hasTransactions({ source, factory }: Driver): boolean {
  const text = read(source);
  return new RegExp(`export function ${factory}[^{]*\\bTransactionalStorage\\b`).test(text);
}
