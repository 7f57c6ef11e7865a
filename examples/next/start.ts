// Builds the shop and starts it, as its owner does.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { oncePortIsFree, startServer, type Server } from "@x/example-shared/server";

const here = fileURLToPath(new URL(".", import.meta.url));
/** Next as it is installed in the shop's folder. */
const nextIn = (folder: string): string =>
  createRequire(join(folder, "package.json")).resolve("next/dist/bin/next");
/** A test runner has a NODE_ENV of its own. */
const quiet = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;

/** `next build`; throws with what it printed. One at a time: it writes to `.next`. */
export async function buildShop(
  variables: Readonly<Record<string, string>>,
  cwd: string = here,
): Promise<void> {
  await promisify(execFile)(process.execPath, [nextIn(cwd), "build"], {
    cwd,
    env: { ...process.env, ...quiet, ...variables },
  }).catch((error: unknown) => {
    throw new Error(
      `next build failed:\n${Reflect.get(Object(error), "stdout")}${Reflect.get(Object(error), "stderr")}`,
    );
  });
}

/** `next start` on a free port, which it is told as its public address too: a server action has no request to read it from. */
export async function startShop(
  variables: Readonly<Record<string, string>>,
  cwd: string = here,
): Promise<Server> {
  const port = await freePort();
  const env = { ...quiet, DOWNCITY_CITY_BASE_URL: `http://127.0.0.1:${port}`, ...variables };
  return await oncePortIsFree(
    async () =>
      await startServer(
        { command: process.execPath, args: [nextIn(cwd), "start", "-H", "127.0.0.1"], cwd, env },
        `${port}`,
      ),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("there is no free port");
  return address.port;
}
