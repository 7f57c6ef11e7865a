/** Lists the files of a package that would be published, and the packages that it needs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { pnpmCommand } from "../../examples/installed/project.ts";

/** A file of a package. */
export interface PackedFile {
  /** The path in the package, with `*` in place of the hash of a part that the bundler has named. */
  path: string;
  bytes: number;
}

/** The fields of a manifest that are read. */
export interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** The packages that are published, by their folders. */
export const PACKAGES: readonly string[] = ["payment-server", "payment-client", "dodo-emulator"];

/** Lists the files of the package in `folder` that pnpm would publish, sorted. */
export function packedFiles(folder: string): PackedFile[] {
  const [command, ...args] = pnpmCommand(["pack", "--dry-run", "--json"]);
  const printed = execFileSync(command, args, { cwd: folder, encoding: "utf8" });
  const { files } = JSON.parse(printed) as { files: { path: string }[] };
  return files
    .map(({ path }) => ({ path, bytes: readFileSync(join(folder, path)).length }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Returns a path with `*` in place of the hash in the name of a part, such as `chunk-*.js`. */
export function withoutHash(path: string): string {
  return path.replace(/(?<=\/chunk-)[A-Z0-9]{8}(?=\.js$)|(?<=-)[\w-]{8}(?=\.d\.ts$)/, "*");
}

/** Reads the manifest of the package in `folder`. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Returns the packages that the code imports, without those of the runtime and the own one. */
export function importedPackages(code: string, own_name: string): string[] {
  const specifiers = [
    ...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']/g),
    ...code.matchAll(/\brequire\(["']([^"'\n]+)["']\)/g),
  ].map(([, specifier = ""]) => specifier);
  const names = specifiers
    .filter((specifier) => /^(?:@[\w-]+\/)?[a-z][\w.-]*(?:\/|$)/.test(specifier))
    .filter((specifier) => !isBuiltin(specifier))
    .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(names)].filter((name) => name !== own_name).sort();
}
