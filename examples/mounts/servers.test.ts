// Buys on each framework that is small enough to be installed here, in its real server.
import { fileURLToPath } from "node:url";
import { testPurchases, type MountCommand, type StartServer } from "@x/example-shared/mount-suite";
import { freePort, oncePortIsFree, startServer } from "@x/example-shared/server";

const folder = fileURLToPath(new URL("servers", import.meta.url));
const bun = fileURLToPath(new URL("node_modules/.bin/bun", import.meta.url));

type Args = readonly string[];

const server =
  (command: string, args: Args): MountCommand =>
  (env) => ({ command, args, cwd: folder, env });

/** Starts a server that must know its public address, which ends with `path`. */
const serverBelow =
  (path: string, args: Args): StartServer =>
  async (variables) =>
    await oncePortIsFree(async () => {
      const port = await freePort();
      const env = { ...variables, DOWNCITY_CITY_BASE_URL: `http://localhost:${port}${path}` };
      return await startServer(server(process.execPath, args)(env, folder), `${port}`);
    });

testPurchases("Koa", server(process.execPath, ["koa.ts"]));
testPurchases("Fastify", server(process.execPath, ["fastify.ts"]));
testPurchases("Elysia, in Bun", server(bun, ["elysia.ts"]));
testPurchases("[F18] Hono, mounted below a path", serverBelow("/pay", ["hono-mount.ts"]));
testPurchases(
  "AWS Lambda, behind a function URL or the default stage of an HTTP API",
  serverBelow("", ["gateway.ts", "./lambda.ts", "http"]),
);
testPurchases(
  "[F18] AWS Lambda, behind a stage of a REST API",
  serverBelow("/prod", ["gateway.ts", "./lambda.ts", "rest", "/prod"]),
);
testPurchases(
  "[F18] AWS Lambda, behind a stage of an HTTP API",
  serverBelow("/prod", ["gateway.ts", "./lambda-stage.ts", "http", "/prod"]),
);
