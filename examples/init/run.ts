// Runs `payment-server init` in real projects of the frameworks that are built, outside of the
// workspace: installs the framework and our packed packages, writes the files, adds a session,
// builds, starts as in production, and buys. With Prisma the written test is run. At last it follows
// docs/start/next.md in an app of `create-next-app`.
// `pnpm init-projects [next|sveltekit|next-page|prisma]` runs it.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createDodoEmulator } from "@x/dodo-emulator";
import { INSTALL, pnpmCommand, writeProject, type Project } from "@x/example-installed/project";
import { frameworks, type Framework } from "@x/example-mounts/frameworks";
import { run, start, stop, type Command } from "@x/example-mounts/processes";
import { purchases } from "@x/example-shared/journeys";
import { untilDelivered, type Mount } from "@x/example-shared/mount";
import { freePort } from "@x/example-shared/server";
import { signIn } from "./generated.ts";
import { tryNextPage } from "./next-page.ts";
import { tryPrisma } from "./prisma.ts";

/** The addresses at which the projects already have files that the command writes. */
const REPLACED: Readonly<Record<string, { routes: string; payments: string }>> = {
  next: { routes: "app/v1 app/[...shop]", payments: "payments" },
  sveltekit: { routes: "src/routes", payments: "src/lib/server/payments" },
};

const wanted = process.argv.slice(2);
for (const framework of frameworks)
  if (framework.id in REPLACED && (wanted.length === 0 || wanted.includes(framework.id)))
    await tryFramework(framework);
if (wanted.length === 0 || wanted.includes("next-page"))
  console.log(`ok      ${await tryNextPage()}`);
if (wanted.length === 0 || wanted.includes("prisma"))
  console.log(`ok      Prisma: generated, type-checked, ${await tryPrisma()} tests of the host`);

async function tryFramework(framework: Framework): Promise<void> {
  const project = writeProject(`mounts/projects/${framework.id}`);
  try {
    await prepare(project, framework);
    const count = await buyFrom(project, framework);
    console.log(`ok      ${framework.name}: written, built, ${count} purchases`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`failed  ${framework.name}`);
    console.error(error instanceof Error ? error.message : error);
  } finally {
    project.remove();
  }
}

/** Installs, and puts the written files in the place of the project's own. */
async function prepare({ folder }: Project, framework: Framework): Promise<void> {
  const { routes, payments } = REPLACED[framework.id] ?? { routes: "", payments: "" };
  for (const path of routes.split(" ")) rmSync(join(folder, path), { recursive: true });
  const [command, ...args] = pnpmCommand(INSTALL);
  await run({ command, args, cwd: folder, env: { CI: "true" } });
  const flags = ["init", "--framework", framework.id, "--database", "sqlite", "--yes"];
  execFileSync(join(folder, "node_modules/.bin/payment-server"), flags, { cwd: folder });
  signIn(join(folder, payments));
  await run(commandOf(framework.build, folder, { NODE_ENV: "production" }));
}

async function buyFrom({ folder }: Project, framework: Framework): Promise<number> {
  const dodo = createDodoEmulator({ payments_per_session: "many" });
  await dodo.listen();
  const port = await freePort();
  const shop_url = `http://127.0.0.1:${port}`;
  const server = start(
    commandOf(framework.start, folder, {
      ...dodo.env,
      NODE_ENV: "production",
      DOWNCITY_CITY_BASE_URL: shop_url,
      SHOP_DATABASE: join(folder, "shop.sqlite"),
      PORT: `${port}`,
      HOST: "127.0.0.1",
    }),
  );
  const mount: Mount = { shop_url, dodo, restart: () => Promise.reject(new Error("not needed")) };
  try {
    dodo.webhook_url = `${shop_url}/v1/payment/webhook`;
    await untilListening(`${shop_url}/v1/payment/methods`);
    for (const journey of purchases) {
      await journey.run(mount);
      await untilDelivered(mount);
    }
    return purchases.length;
  } catch (error) {
    throw new Error(`${String(error)}\n${server.printed()}`, { cause: error });
  } finally {
    await stop(server.child);
    await dodo.close();
  }
}

function commandOf(
  [name = "", ...args]: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Command {
  const command = name === "node" ? process.execPath : join(cwd, "node_modules/.bin", name);
  return { command, args, cwd, env: { CI: "true", NEXT_TELEMETRY_DISABLED: "1", ...env } };
}

/** Waits for a minute at most until the server answers, with any status. */
async function untilListening(url: string): Promise<void> {
  const late = AbortSignal.timeout(60_000);
  while ((await fetch(url, { signal: late }).catch(() => null)) === null) {
    if (late.aborted) throw new Error("the server did not start to listen");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
