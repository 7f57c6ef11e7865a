// The package managers that people use, and how each installs a project from the registry.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pnpmCommand } from "@x/example-installed/project";
import { SCOPE } from "../../scripts/release/scope.ts";
import { run, type CommandLine } from "./commands.ts";
import { npmrcOf } from "./copy.ts";

/** A package manager. */
export interface Client {
  name: string;
  /** Returns its files in a project that takes our packages from a registry. */
  files(registry_url: string): Readonly<Record<string, string>>;
  /** The command that installs what the package.json names, without running install scripts. */
  install: CommandLine;
  version: CommandLine;
}

/** Returns the package managers. `tools` is the folder in which two of them are installed. */
export function clientsIn(tools: string): Client[] {
  const yarn = [
    process.execPath,
    join(tools, "node_modules/@yarnpkg/cli-dist/bin/yarn.js"),
  ] as const;
  const bun = join(tools, "node_modules/.bin/bun");
  const npmrc = (registry_url: string) => ({ ".npmrc": npmrcOf(registry_url) });
  return [
    {
      name: "npm",
      files: npmrc,
      install: ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"],
      version: ["npm", "--version"],
    },
    {
      name: "pnpm",
      files: (url) => ({ ...npmrc(url), "pnpm-workspace.yaml": PNPM_SETTINGS }),
      install: pnpmCommand(["install", "--ignore-scripts", "--prefer-offline"]),
      version: pnpmCommand(["--version"]),
    },
    {
      name: "yarn",
      files: (url) => ({ ".yarnrc.yml": yarnSettings(url), "yarn.lock": "" }),
      install: [...yarn, "install", "--no-immutable"],
      version: [...yarn, "--version"],
    },
    {
      name: "bun",
      files: (url) => ({ "bunfig.toml": `[install.scopes]\n"${SCOPE}" = "${url}/"\n` }),
      install: [bun, "install", "--ignore-scripts"],
      version: [bun, "--version"],
    },
  ];
}

/** These settings allow versions that are a minute old. By default pnpm and yarn wait for a day. */
const PNPM_SETTINGS = `packages: []\nminimumReleaseAgeExclude: ["${SCOPE}/*"]\n`;

/** Writes the files of the package manager, and installs the project with it. */
export function installWith(client: Client, folder: string, registry_url: string): void {
  for (const [name, text] of Object.entries(client.files(registry_url)))
    writeFileSync(join(folder, name), text);
  run(client.install, folder);
}

/** Moves packages from the dependencies of a project's package.json to those of development. */
export function asDevDependency(folder: string, name: string): void {
  const file = join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const { [name]: version = "", ...dependencies } = manifest.dependencies;
  writeFileSync(
    file,
    JSON.stringify({ ...manifest, dependencies, devDependencies: { [name]: version } }),
  );
}

function yarnSettings(registry_url: string): string {
  const others = run(["npm", "config", "get", "registry"], ".").trim();
  return JSON.stringify({
    nodeLinker: "node-modules",
    enableScripts: false,
    // Yarn would use its cache of one registry for the next one, which has another port.
    enableGlobalCache: false,
    globalFolder: ".yarn-global",
    npmPreapprovedPackages: [`${SCOPE}/*`],
    npmRegistryServer: others,
    npmScopes: { [SCOPE.slice(1)]: { npmRegistryServer: registry_url } },
    unsafeHttpWhitelist: ["127.0.0.1", new URL(others).hostname],
  });
}
