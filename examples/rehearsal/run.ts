// Rehearses a release: publishes the packages to a registry on this machine, installs them from it
// with four package managers, buys, releases again, and upgrades a running shop and back.
// `pnpm rehearse` runs it, `pnpm rehearse npm bun` with these package managers only.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Project } from "@x/example-installed/project";
import { startPostgres } from "@x/example-postgres/server";
import { renameScope } from "../../scripts/release/rename-scope.ts";
import { PACKAGES } from "../../scripts/release/packed.ts";
import { SCOPE } from "../../scripts/release/scope.ts";
import { clientsIn, type Client } from "./clients.ts";
import { pnpm, run } from "./commands.ts";
import { changeSomething, copyProject, installPackages, makeCopy, type Copy } from "./copy.ts";
import { installShop, runJourneys, upgradeShop, type Versions } from "./installed-shop.ts";
import { startRegistry, type Registry } from "./registry.ts";
import { describeVersion } from "./report.ts";
import { rehearseUpgrade } from "./upgrade.ts";

const OTHER_SCOPE = "@renamed-by-the-rehearsal";
const started_at = performance.now();
/** What is removed or stopped at the end, in the opposite order. */
const cleanups: (() => unknown)[] = [];

try {
  await rehearse(process.argv.slice(2));
  say("all ok");
} catch (error) {
  for (let it = error; it instanceof Error; it = it.cause) console.error(it.message);
  process.exitCode = 1;
} finally {
  for (const clean of cleanups.reverse()) await clean();
}

async function rehearse(wanted: readonly string[]): Promise<void> {
  const tools = installTools();
  const clients = clientsIn(tools);
  const chosen = clients.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const npm = clients.find(({ name }) => name === "npm");
  if (npm === undefined || chosen.length < wanted.length)
    throw new Error(`there are ${clients.map(({ name }) => name).join(", ")}`);
  const registry = await startRegistry(tools);
  cleanups.push(registry.stop);
  const copy = makeCopy(registry.url);
  cleanups.push(copy.remove);

  const first = await release(copy, registry);
  for (const client of chosen) await tryClient(client, first, registry);

  const projects = ["node", "rehearsal/postgres-shop"].map((example) =>
    keep(installShop(example, first, npm, registry.url)),
  );
  changeSomething(copy.folder);
  const second = await release(copy, registry);
  for (const [index, project] of projects.entries())
    await tryUpgrade(index === 0 ? "SQLite" : "PostgreSQL", project, npm, second);
  tryOtherScope();
}

/** Installs the registry and the package managers in a folder outside of the project. */
function installTools(): string {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-tools-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL("tools", import.meta.url)), folder, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--silent"], folder);
  return folder;
}

/** Sets the versions, publishes, and prints what the registry has. */
async function release(copy: Copy, registry: Registry): Promise<Versions> {
  const versions = copy.version();
  copy.publish();
  for (const [name, version] of Object.entries(versions))
    say(await describeVersion(registry, name, version));
  const tags = run(["git", "tag", "--points-at", "HEAD"], copy.folder).trim().split("\n");
  say(`tags: ${tags.join(" ")}`);
  for (const name of PACKAGES) {
    const changelog = readFileSync(join(copy.folder, "packages", name, "CHANGELOG.md"), "utf8");
    if (!changelog.includes(`## ${versions[`${SCOPE}/${name}`]}`))
      throw new Error(`the changelog of ${name} does not name the version`);
  }
  return versions;
}

async function tryClient(client: Client, versions: Versions, registry: Registry): Promise<void> {
  const project = keep(installShop("node", versions, client, registry.url));
  const count = await runJourneys(project);
  const version = run(client.version, project.folder).trim();
  say(`${client.name} ${version}: installed, ${count} journeys`);
}

async function tryUpgrade(
  database: "SQLite" | "PostgreSQL",
  first: Project,
  npm: Client,
  versions: Versions,
): Promise<void> {
  const second = keep(upgradeShop(first, npm, versions));
  const postgres = database === "PostgreSQL" ? await startPostgres() : null;
  try {
    const url = postgres?.url ?? join(first.folder, "upgrade.sqlite");
    say(`an upgrade on ${database}:`);
    for (const step of await rehearseUpgrade(first, second, url)) say(`  ${step}`);
  } finally {
    await postgres?.stop();
  }
}

/** Renames the scope in a copy, which is then installed and built. */
function tryOtherScope(): void {
  const folder = mkdtempSync(join(tmpdir(), "renamed-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  copyProject(folder);
  const changed = renameScope(folder, SCOPE, OTHER_SCOPE);
  installPackages(folder);
  pnpm(["-r", "--filter", "./packages/*", "run", "build"], folder);
  pnpm(["-r", "--filter", "./packages/*", "run", "typecheck"], folder);
  say(
    `${SCOPE} renamed to ${OTHER_SCOPE} in ${changed.length} files: installs, builds, type-checks`,
  );
}

function keep(project: Project): Project {
  cleanups.push(project.remove);
  return project;
}

function say(line: string): void {
  const seconds = ((performance.now() - started_at) / 1_000).toFixed(0);
  console.log(`${seconds.padStart(4)} s  ${line}`);
}
