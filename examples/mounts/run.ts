// Buys on each framework in a project of its own, outside of the workspace: copies the project,
// installs the framework and our packed packages, builds it, starts it as in production, and runs
// the journeys of a purchase. `pnpm mounts [name…]` runs it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createDodoEmulator } from "@x/dodo-emulator";
import { INSTALL, pnpmCommand, writeProject } from "@x/example-installed/project";
import { purchases } from "@x/example-shared/journeys";
import { untilDelivered, type Mount } from "@x/example-shared/mount";
import { keepRawBytes } from "@x/example-shared/raw-bytes";
import { freePort } from "@x/example-shared/server";
import { frameworks, type Framework, type Variant } from "./frameworks.ts";
import { run, start, stop, type Command } from "./processes.ts";

/** The time that a server has to answer its first request. */
const STARTING_MS = 60_000;
const QUIET = { CI: "true", NEXT_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1" } as const;

const wanted = process.argv.slice(2);
const ids = frameworks.map(({ id }) => id);
const unknown = wanted.filter((id) => !ids.includes(id));
if (unknown.length > 0) {
  console.error(`There is no project ${unknown.join(", ")}; there are ${ids.join(", ")}.`);
  process.exit(2);
}
let failed = 0;
for (const framework of frameworks)
  if (wanted.length === 0 || wanted.includes(framework.id)) await tryFramework(framework);
console.log(failed === 0 ? "all ok" : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Installs the project once, and buys from it with each of its settings. */
async function tryFramework(framework: Framework): Promise<void> {
  const started_at = performance.now();
  const project = writeProject(`mounts/projects/${framework.id}`, ["mounts/every-project"]);
  process.once("exit", project.remove);
  try {
    const [command, ...args] = pnpmCommand(INSTALL);
    await run({ command, args, cwd: project.folder, env: QUIET });
    const installed = seconds(started_at);
    for (const variant of framework.variants)
      await report(framework, variant, project.folder, installed);
  } catch (error) {
    fail(framework.name, error);
  } finally {
    process.off("exit", project.remove);
    project.remove();
  }
}

/** Prints one line about a setting of a framework. */
async function report(
  framework: Framework,
  variant: Variant,
  folder: string,
  installed: string,
): Promise<void> {
  const { version } = JSON.parse(
    readFileSync(join(folder, "node_modules", framework.package, "package.json"), "utf8"),
  ) as { version: string };
  const name = [`${framework.name} ${version}`, variant.title].filter(Boolean).join(", ");
  try {
    const { built, bought } = await buyFrom(framework, variant, folder);
    console.log(`ok      ${name}: install ${installed} s, build ${built} s, buy ${bought} s`);
  } catch (error) {
    fail(name, error);
  }
}

function fail(name: string, error: unknown): void {
  failed += 1;
  console.log(`failed  ${name}`);
  console.error(error instanceof Error ? error.message : error);
}

/** Builds and starts the project with a setting, and buys from it. */
async function buyFrom(
  framework: Framework,
  variant: Variant,
  folder: string,
): Promise<{ built: string; bought: string }> {
  const dodo = createDodoEmulator({ payments_per_session: "many" });
  await dodo.listen();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const shop_url = `${origin}${variant.prefix ?? ""}`;
  const env = { ...QUIET, ...variant.variables, ...addressOf(origin, variant) };
  const started_at = performance.now();
  const database = join(folder, `shop-${port}.sqlite`);
  let server: ReturnType<typeof start> | null = null;
  try {
    await run(commandOf(framework.build, folder, { NODE_ENV: "production", ...env }));
    const built = seconds(started_at);
    const buying_since = performance.now();
    server = start(
      commandOf(framework.start, folder, {
        ...env,
        ...dodo.env,
        NODE_ENV: "production",
        DATABASE: database,
        PORT: `${port}`,
        HOST: "127.0.0.1",
      }),
    );
    await untilListening(`${shop_url}/v1/payment/methods`);
    dodo.webhook_url = `${shop_url}/v1/payment/webhook${variant.trailing_slash === true ? "/" : ""}`;
    await buy({ shop_url, dodo, restart: () => Promise.reject(new Error("not needed")) }, variant);
    return { built, bought: seconds(buying_since) };
  } catch (error) {
    const printed = server?.printed() ?? "";
    throw new Error(`${error instanceof Error ? error.message : "failed"}\n${printed}`, {
      cause: error,
    });
  } finally {
    if (server !== null) await stop(server.child);
    await dodo.close();
  }
}

/** Returns the variables of the public address and of the routes' path. */
function addressOf(
  origin: string,
  { prefix = "", removes_prefix }: Variant,
): Record<string, string> {
  return removes_prefix === true
    ? { DOWNCITY_CITY_BASE_URL: `${origin}${prefix}` }
    : { DOWNCITY_CITY_BASE_URL: origin, SHOP_BASE_PATH: `${prefix}/v1/payment` };
}

function commandOf(
  [name = "", ...args]: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Command {
  const command = name === "node" ? process.execPath : join(cwd, "node_modules/.bin", name);
  return { command, args, cwd, env };
}

async function buy(mount: Mount, { trailing_slash }: Variant): Promise<void> {
  for (const journey of purchases) {
    await journey.run(mount);
    await untilDelivered(mount);
  }
  await keepRawBytes(mount);
  if (trailing_slash !== true) return;
  // Dodo does not follow redirects, so that an address without the slash receives no delivery.
  const without_slash = await fetch(`${mount.shop_url}/v1/payment/webhook`, {
    method: "POST",
    body: "{}",
    redirect: "manual",
  });
  assert.equal(without_slash.status, 308);
}

/** Waits until the server answers, with any status. */
async function untilListening(url: string): Promise<void> {
  const late = AbortSignal.timeout(STARTING_MS);
  for (;;) {
    const answer = await fetch(url, { signal: late }).catch(() => null);
    if (answer !== null) return;
    if (late.aborted) throw new Error("the server did not start to listen");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(0);
}
