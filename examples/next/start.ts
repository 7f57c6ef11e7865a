// Builds the shop and starts it, as in production.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort, oncePortIsFree, startServer, type Server } from "@x/example-shared/server";

const here = fileURLToPath(new URL(".", import.meta.url));
/** Returns the path of the Next that is installed in the shop's folder. */
const nextIn = (folder: string): string =>
  createRequire(join(folder, "package.json")).resolve("next/dist/bin/next");
/** `NODE_ENV` is set explicitly, because the test runner sets another one for itself. */
const quiet = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;

/**
 * Runs `next build` and throws with what it printed if it fails. Do not run two at a time, since
 * both write to `.next`.
 */
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

/**
 * Runs `next start` on a free port and sets that as its public address too, since a server action
 * has no request to read it from.
 */
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
