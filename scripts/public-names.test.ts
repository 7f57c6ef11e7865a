// Compares the exports of each package, types included, with a snapshot, since users see every
// change of them.
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const path = (relative: string): string =>
  fileURLToPath(new URL(`../packages/${relative}`, import.meta.url));

/** Returns the source of each entry of a package. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  "payment-server": [
    "src/index.ts",
    "src/storage/sqlite.ts",
    "src/storage/postgres.ts",
    "src/storage/d1.ts",
    "src/storage/postgresjs.ts",
    "src/testing/index.ts",
  ],
  "payment-client": [
    "src/index.ts",
    "src/admin.ts",
    "src/element.ts",
    "src/define.ts",
    "src/react.ts",
    "src/desk/element.ts",
    "src/desk/define.ts",
  ],
  "dodo-emulator": [
    "src/index.ts",
    "src/register.ts",
    "src/vitest.ts",
    "src/playwright.ts",
    "src/emulate.ts",
  ],
};

test.each(Object.entries(ENTRIES))(
  "the public names of %s are these and no others",
  (name, entries) => {
    expect(
      Object.fromEntries(
        publicNames(entries.map((entry) => path(`${name}/${entry}`))).map((names, index) => [
          entries[index],
          names,
        ]),
      ),
    ).toMatchSnapshot();
  },
);

/** Returns every name that a module exports. Names of types are followed by `(type)`. */
function publicNames(files: readonly string[]): string[][] {
  const options = {
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    jsx: ts.JsxEmit.ReactJSX,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const program = ts.createProgram([...files], options);
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const source = program.getSourceFile(file);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is not a module`);
    const names = checker.getExportsOfModule(module).map((symbol) => {
      const target =
        symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return target.flags & ts.SymbolFlags.Value ? symbol.name : `${symbol.name} (type)`;
    });
    return names.sort();
  });
}
