/**
 * Shows what a change does to the packages: `pnpm run difference <before> <after>`, two folders of
 * the project in which it was built. Prints Markdown: the sizes of the packed files, and the public
 * names that came, went or changed.
 */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { PACKAGES, packedFiles, withoutHash } from "./packed.ts";

/** The public face of a package: for each exported name its declaration, without comments. */
export type Face = ReadonlyMap<string, string>;

/** The compressed bytes of a package by the names of its files. */
export type Sizes = ReadonlyMap<string, number>;

/** Reads the compressed sizes of the packed files. Parts with a hash in their names are one row. */
export function readSizes(folder: string): Sizes {
  const sizes = new Map<string, number>();
  for (const { path } of packedFiles(folder)) {
    const row = withoutHash(path);
    const bytes = gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;
    sizes.set(row, (sizes.get(row) ?? 0) + bytes);
  }
  return sizes;
}

/** Reads the declarations that the built types of a package export, by `<entry>: <name>`. */
export function readFace(folder: string): Face {
  const entries = globSync("dist/**/*.d.ts", { cwd: folder })
    .filter((path) => withoutHash(path) === path)
    .sort();
  const program = ts.createProgram(
    entries.map((path) => join(folder, path)),
    { noEmit: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, types: [] },
  );
  const checker = program.getTypeChecker();
  const face = new Map<string, string>();
  for (const entry of entries) {
    const source = program.getSourceFile(join(folder, entry));
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) continue;
    for (const symbol of checker.getExportsOfModule(module))
      face.set(`${entry.slice("dist/".length, -".d.ts".length)}: ${symbol.name}`, textOf(symbol));
  }
  return face;

  function textOf(symbol: ts.Symbol): string {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (target.declarations ?? []).map(declarationText).join("\n");
  }
}

/** Returns the differences of two faces as lines of a diff, or nothing. */
export function faceLines(before: Face, after: Face): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    return [
      `# ${name}`,
      ...marked("-", old).filter((line) => !marked("-", now).includes(line)),
      ...marked("+", now).filter((line) => !marked("+", old).includes(line)),
    ];
  });
}

/** Returns the rows of a table with the files whose sizes differ, and the sum of all files. */
export function sizeRows(before: Sizes, after: Sizes): string[] {
  const sum = (sizes: Sizes): number => [...sizes.values()].reduce((total, one) => total + one, 0);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = names
    .map((name) => ({ name, old: before.get(name) ?? 0, now: after.get(name) ?? 0 }))
    .filter(({ old, now }) => old !== now);
  const all = { name: "all files", old: sum(before), now: sum(after) };
  return [...changed, all].map(({ name, old, now }) => {
    const by = now - old;
    return `| ${name} | ${bytes(old)} | ${bytes(now)} | ${by > 0 ? "+" : ""}${bytes(by)} |`;
  });
}

/** Returns the page about one package. */
export function pageOf(
  name: string,
  sizes: readonly [Sizes, Sizes],
  faces: readonly [Face, Face],
): string {
  const lines = faceLines(...faces);
  const names =
    lines.length === 0
      ? "Its public names are the same."
      : `\`\`\`diff\n${lines.join("\n")}\n\`\`\``;
  const head = "| file, gzip -9 | before | after | |\n| --- | ---: | ---: | ---: |";
  return `## ${name}\n\n${head}\n${sizeRows(...sizes).join("\n")}\n\n${names}\n`;
}

function marked(sign: string, text: string | undefined): string[] {
  return text === undefined ? [] : text.split("\n").map((line) => `${sign} ${line}`);
}

const bytes = (count: number): string => count.toLocaleString("en");

function declarationText(node: ts.Declaration): string {
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [before = ".", after = "."] = process.argv.slice(2).map((folder) => resolve(folder));
  for (const name of PACKAGES) {
    const folders = [before, after].map((root) => join(root, "packages", name));
    const [old = "", now = ""] = folders;
    console.log(pageOf(name, [readSizes(old), readSizes(now)], [readFace(old), readFace(now)]));
  }
}
