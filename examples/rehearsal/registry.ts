// A registry on loopback that has only our packages. All other packages come from the usual registry.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start, stop } from "@x/example-mounts/processes";
import { freePort } from "@x/example-shared/server";
import { SCOPE } from "../../scripts/release/scope.ts";

/** A published version, as the registry describes it. */
export interface Version {
  version: string;
  dist: { tarball: string; integrity: string };
  repository?: unknown;
  publishConfig?: unknown;
  dependencies?: Record<string, string>;
}

/** The data of the registry about a package. */
export interface Packument {
  "dist-tags": Record<string, string>;
  versions: Record<string, Version>;
}

export interface Registry {
  url: string;
  /** Returns what is published of a package. Throws if it is not there. */
  describe(name: string): Promise<Packument>;
  stop(): Promise<void>;
}

const STARTING_MS = 30_000;

/** Starts a registry. `tools` is the folder in which it is installed. */
export async function startRegistry(tools: string): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(folder, "storage"));
  // JSON is YAML.
  const config = join(folder, "config.yaml");
  writeFileSync(config, JSON.stringify(configOf(folder)));
  const { child, printed } = start({
    command: process.execPath,
    args: [
      join(tools, "node_modules/verdaccio/bin/verdaccio"),
      "--config",
      config,
      "--listen",
      `127.0.0.1:${port}`,
    ],
    cwd: folder,
    env: {},
  });
  await untilAnswering(`${url}/-/ping`, printed);
  return {
    url,
    async describe(name) {
      const answer = await fetch(`${url}/${name.replace("/", "%2F")}`);
      if (!answer.ok) throw new Error(`${name} is not in the registry: ${answer.status}`);
      return (await answer.json()) as Packument;
    },
    async stop() {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(folder: string): object {
  return {
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "users"), max_users: -1 } },
    uplinks: {},
    packages: { [`${SCOPE}/*`]: { access: "$all", publish: "$all" } },
    web: { enable: false },
    max_body_size: "50mb",
    log: { type: "stdout", format: "pretty", level: "warn" },
  };
}

async function untilAnswering(url: string, printed: () => string): Promise<void> {
  const late = AbortSignal.timeout(STARTING_MS);
  for (;;) {
    const answer = await fetch(url, { signal: late }).catch(() => null);
    if (answer?.ok === true) return;
    if (late.aborted) throw new Error(`the registry did not start:\n${printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
