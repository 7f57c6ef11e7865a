// Copies an example into an empty project and installs our packages as they are published, packed
// and without scripts.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const examples = fileURLToPath(new URL("..", import.meta.url));
const packages = join(examples, "../packages");

/** The package that examples share, and its folder in a copy. */
const SHARED = [
  { name: "@x/example-shared", from: "shared", to: "shared" },
  { name: "@x/host-recipes", from: "../docs/host", to: "recipes" },
] as const;

/** The arguments of pnpm that install a copy, outside of the workspace and without scripts. */
export const INSTALL: readonly string[] = [
  "install",
  "--prefer-offline",
  "--ignore-scripts",
  "--ignore-workspace",
  "--silent",
];

export interface Project {
  folder: string;
  remove(): void;
}

/** Copies the example and installs what it needs, from pnpm's store if it has a package. */
export function copyOut(example: string): Project {
  const project = writeProject(example);
  pnpm(INSTALL, project.folder);
  return project;
}

/** Our packages by name, with what a package.json says for each, such as a version. */
export type Packages = Readonly<Record<string, string>>;

/**
 * Copies the example and the folders in `also`, and puts the shared package into a folder of the
 * copy. Nothing is installed: the dependencies in its package.json name our packages as `given`
 * says, or else packed ones.
 */
export function writeProject(
  example: string,
  also: readonly string[] = [],
  given?: Packages,
): Project {
  const folder = mkdtempSync(join(tmpdir(), `installed-${example.replaceAll("/", "-")}-`));
  const ours = given ?? packInto(folder);
  const { type, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(examples, example, "package.json"), "utf8"),
  ) as Record<"dependencies" | "devDependencies", Record<string, string>> & { type?: string };
  const shared = SHARED.filter(({ name }) => name in dependencies);
  const own_folders = [example, ...also].map((from) => ({ from, to: "." }));
  for (const { from, to } of [...own_folders, ...shared]) {
    cpSync(join(examples, from), join(folder, to), {
      recursive: true,
      filter: (path) =>
        !/node_modules|\.next|\.test\.ts$|\.snippets-/.test(relative(examples, path)),
    });
  }
  removeTests(folder);
  for (const path of sources(folder)) {
    const text = readFileSync(path, "utf8");
    const copied = shared.reduce(
      (changed, { name, to }) =>
        changed.replace(
          new RegExp(`"${name}/([\\w-]+)"`, "g"),
          (_, file: string) => `"${below(path, join(folder, to))}/${file}.ts"`,
        ),
      text,
    );
    if (copied !== text) writeFileSync(path, copied);
  }
  const own = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name]) => !name.startsWith("@x/"),
  );
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: example.replaceAll("/", "-"),
      private: true,
      type,
      dependencies: { ...Object.fromEntries(own), ...ours },
    }),
  );
  // A tsconfig.json of the workspace would be found by bundlers, and extends a file that is not here.
  for (const { to } of shared)
    for (const file of ["package.json", "tsconfig.json"])
      rmSync(join(folder, to, file), { force: true });
  if (existsSync(join(folder, "tsconfig.json"))) copyBaseOfTsconfig(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Removes the files that only test the examples, and what imports one of them. */
function removeTests(folder: string): void {
  const removed = ["vitest", "@x/dodo-emulator"];
  for (let known = 0; known < removed.length;) {
    known = removed.length;
    for (const path of sources(folder)) {
      const text = readFileSync(path, "utf8");
      if (!removed.some((name) => text.includes(`"${name}"`))) continue;
      rmSync(path);
      removed.push(`./${basename(path)}`);
    }
  }
}

/** Copies the settings that the project's tsconfig.json extends. */
function copyBaseOfTsconfig(folder: string): void {
  const base = readFileSync(join(examples, "../tsconfig.base.json"), "utf8");
  writeFileSync(join(folder, "tsconfig.base.json"), base);
  writeFileSync(
    join(folder, "tsconfig.json"),
    readFileSync(join(folder, "tsconfig.json"), "utf8").replace(
      "../../tsconfig.base.json",
      "./tsconfig.base.json",
    ),
  );
}

/** `to` as an import in `file` says it. */
function below(file: string, to: string): string {
  const path = relative(dirname(file), to);
  return path.startsWith(".") ? path : `./${path}`.replace(/\/$/, "");
}

/**
 * Packs packages of ours into a folder, by default what an application needs, and returns what a
 * package.json says.
 */
export function packInto(
  folder: string,
  names: readonly string[] = ["payment-server", "payment-client"],
): Packages {
  return Object.fromEntries(names.map((name) => [`@x/${name}`, `file:${pack(name, folder)}`]));
}

/** Packs a package as for the registry and returns the tarball. */
function pack(name: string, folder: string): string {
  const place = join(folder, "packed");
  mkdirSync(place, { recursive: true });
  pnpm(["pack", "--pack-destination", place, "--silent"], join(packages, name));
  const file = readdirSync(place).find((path) => path.includes(name));
  if (file === undefined) throw new Error(`${name} was not packed`);
  return join(place, file);
}

/** Returns the command of the pnpm that runs this process, followed by `args`. */
export function pnpmCommand(args: readonly string[]): [command: string, ...args: string[]] {
  const { npm_execpath = "pnpm" } = process.env;
  return /\.[cm]?js$/.test(npm_execpath)
    ? [process.execPath, npm_execpath, ...args]
    : [npm_execpath, ...args];
}

function pnpm(args: readonly string[], cwd: string): void {
  const [command, ...all] = pnpmCommand(args);
  execFileSync(command, all, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, CI: "true" },
  });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|tsx|mts)$/.test(path) && !path.includes("node_modules"))
    .map((path) => join(folder, path));
}
