import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Every name a module exports, types included; a type's is followed by `(type)`. */
function publicNames(files: readonly string[]): string[][] {
  const options = { noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
  const program = ts.createProgram(files.map(path), options);
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const source = program.getSourceFile(path(file));
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is not a module`);
    const names = checker.getExportsOfModule(module).map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return target.flags & ts.SymbolFlags.Value ? symbol.name : `${symbol.name} (type)`;
    });
    return names.sort();
  });
}

test("the public names are these and no others", () => {
  const [server, sqlite, postgres, d1, testing] = publicNames(["./index.ts", "./storage/sqlite.ts", "./storage/postgres.ts", "./storage/d1.ts", "./testing/index.ts"]);
  expect({ server, sqlite, postgres, d1, testing }).toMatchSnapshot();
}, 60_000);

describe("importing the server's entry", () => {
  interface Probe {
    at_import: string[];
    reads: string[];
    at_methods: string[];
    at_check: string[];
  }
  const probe = JSON.parse(execFileSync(process.execPath, ["--no-warnings", path("../test/import-probe.ts")], { encoding: "utf8" })) as Probe;
  const packageOf = (url: string): string => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? url.replace(/^.*\/src\/.*$/, "our own");

  test("loads neither the provider's SDK nor a database nor anything of one runtime", () => {
    expect(probe.at_import.length).toBeGreaterThan(20);
    expect([...new Set(probe.at_import.map(packageOf))].sort()).toEqual(["@stablelib/base64", "fast-sha256", "our own", "standardwebhooks", "valibot"]);
  });

  test("reads no global of a runtime", () => {
    expect(probe.reads).toEqual([]);
  });

  test("the SDK is loaded by the first call to the provider, not before", () => {
    expect(probe.at_methods.filter((url) => packageOf(url) === "dodopayments")).toEqual([]);
    expect(probe.at_check.map(packageOf)).toContain("dodopayments");
  });
});
