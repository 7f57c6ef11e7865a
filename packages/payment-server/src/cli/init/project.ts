/** Reads the project in which `init` runs, and writes files to it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";
import type { Framework } from "./choice.ts";
import { importEnding, type Layout } from "./plan.ts";

/** The fields of a package.json that are read here. */
interface PackageJson {
  dependencies?: object;
  devDependencies?: object;
  type?: string;
}

/** The fields of a project's package.json that `init` needs. */
export interface Manifest {
  /** The names of the dependencies and the dev dependencies. */
  packages: ReadonlySet<string>;
  /** Whether Node takes the project's files for CommonJS. Without a type, Node looks at the code. */
  is_commonjs: boolean;
}

/**
 * Reads a project's package.json. Throws a `UsageError` if it cannot be read, or if it is not JSON.
 */
export function readManifest(folder: string): Manifest {
  const file = join(folder, "package.json");
  const text = readIfThere(file);
  if (text === null)
    throw new UsageError(`There is no package.json in ${folder}: run this in your project.`);
  try {
    const { dependencies, devDependencies, type } = JSON.parse(text) as PackageJson;
    return {
      packages: new Set(Object.keys({ ...dependencies, ...devDependencies })),
      is_commonjs: type === "commonjs",
    };
  } catch {
    throw new UsageError(`${file} is not JSON: mend it first.`);
  }
}

/** Returns where the project's sources are, and how its imports end. */
export function readLayout(folder: string, framework: Framework): Layout {
  const has_app = existsSync(join(folder, "app"));
  const has_src = existsSync(join(folder, "src"));
  return {
    // Next ignores `src/app` if there is an `app`.
    has_src: has_src && !(framework === "next" && has_app),
    ending: importEnding(readIfThere(join(folder, "tsconfig.json"))),
  };
}

/**
 * Writes a new file and the folders above it, and returns `true`. If the file exists, it is kept
 * and the result is `false`.
 */
export function writeNew(folder: string, path: string, text: string): boolean {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (Reflect.get(Object(error), "code") === "EEXIST") return false;
    throw error;
  }
}

/** Returns whether the project has something at this path. */
export function isThere(folder: string, path: string): boolean {
  return existsSync(join(folder, path));
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
