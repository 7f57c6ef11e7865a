// A shop in a project of its own, with our packages from the registry, and a local Dodo of the
// version that is installed there.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { createDodoEmulator, DodoEmulator } from "@x/dodo-emulator";
import { writeProject, type Project } from "@x/example-installed/project";
import { journeys, type Journey } from "@x/example-shared/journeys";
import { OLD_KEY, untilDelivered, type Mount } from "@x/example-shared/mount";
import { startServer, type Server } from "@x/example-shared/server";
import { SCOPE } from "../../scripts/release/scope.ts";
import { asDevDependency, installWith, type Client } from "./clients.ts";
import { run } from "./commands.ts";

/** Our packages and their versions. */
export type Versions = Readonly<Record<string, string>>;

/** Writes a project with the shop of an example, and installs it with a package manager. */
export function installShop(
  example: string,
  versions: Versions,
  client: Client,
  registry_url: string,
): Project {
  const project = writeProject(example, [], versions);
  asDevDependency(project.folder, `${SCOPE}/dodo-emulator`);
  installWith(client, project.folder, registry_url);
  expectInstalled(project.folder, versions);
  return project;
}

/** Copies a project that npm has installed, and puts the newest versions into the copy. */
export function upgradeShop({ folder }: Project, npm: Client, versions: Versions): Project {
  const copy = mkdtempSync(join(tmpdir(), "upgraded-"));
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  run([...npm.install, ...Object.keys(versions).map((name) => `${name}@latest`)], copy);
  expectInstalled(copy, versions);
  return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Throws unless exactly these versions are installed, and their commands run. */
function expectInstalled(folder: string, versions: Versions): void {
  for (const [name, wanted] of Object.entries(versions)) {
    const manifest = join(folder, "node_modules", name, "package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    if (version !== wanted) throw new Error(`${name} is ${version} and not ${wanted}`);
  }
  for (const command of ["payment-server", "dodo-emulator"])
    run([join(folder, "node_modules/.bin", command), "--help"], folder);
}

/** Starts the local Dodo that is installed in a project. */
export async function openDodo(folder: string): Promise<DodoEmulator> {
  const entry = join(folder, "node_modules", SCOPE, "dodo-emulator/dist/index.js");
  const installed = (await import(pathToFileURL(entry).href)) as {
    createDodoEmulator: typeof createDodoEmulator;
  };
  const dodo = installed.createDodoEmulator({ payments_per_session: "many" });
  await dodo.listen();
  return dodo;
}

/** Starts the shop of a project on a database. */
export async function openShop(
  folder: string,
  dodo: DodoEmulator,
  database: string,
): Promise<Server> {
  const env = {
    ...dodo.env,
    DODO_WEBHOOK_KEY: `${dodo.webhook_key} ${OLD_KEY}`,
    DATABASE: database,
  };
  return await startServer({ command: process.execPath, args: ["server.ts"], cwd: folder, env });
}

/** Runs every journey against the shop of a project, and returns their number. */
export async function runJourneys({ folder }: Project): Promise<number> {
  const dodo = await openDodo(folder);
  const server = await openShop(folder, dodo, join(folder, "journeys.sqlite"));
  try {
    dodo.webhook_url = `${server.url}/v1/payment/webhook`;
    const mount: Mount = { shop_url: server.url, dodo, restart: server.restart };
    for (const journey of journeys) await runJourney(journey, mount);
    return journeys.length;
  } finally {
    await server.stop();
    await dodo.close();
  }
}

async function runJourney(journey: Journey, mount: Mount): Promise<void> {
  try {
    await journey.run(mount);
    await untilDelivered(mount);
  } catch (error) {
    throw new Error(`the journey failed: ${journey.name}`, { cause: error });
  }
}
