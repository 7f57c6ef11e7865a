/**
 * Makes `fetch` in this process use a local Dodo for Dodo's test hosts, and refuse Dodo's live
 * hosts. Makes `node:https` refuse the test hosts and the live hosts. Load this module before the
 * application:
 *
 *     node --import @x/dodo-emulator/register server.js
 *     bun --preload @x/dodo-emulator/register server.ts
 *
 * In Deno, write a file that imports this module, and pass the file to `--preload`.
 */
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { productSeed } from "./cli/seeds.ts";
import { refusal, ruleFor } from "./dodo-hosts.ts";
import type { DodoEmulator } from "./dodo-emulator.ts";
import { createDodoEmulator } from "./emulator.ts";

const { env } = process;
const network = globalThis.fetch;

/**
 * The local Dodo of this process; `null` if `DODO_EMULATOR_URL` selects the local Dodo of another
 * process.
 */
export const dodo: DodoEmulator | null = env["DODO_EMULATOR_URL"] ? null : await start();
// @x/payment-server accepts checkout pages of this origin beside those of Dodo.
env["DODO_API_BASE_URL"] ||= env["DODO_EMULATOR_URL"];

globalThis.fetch = async (input, init) => {
  // The request is made only if it is ours: making it takes the body of `input`.
  const address = input instanceof Request ? input.url : String(input);
  const rule = URL.canParse(address) ? ruleFor(new URL(address).hostname) : "other";
  if (rule === "other") return await network(input, init);
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (rule === "refused") return refuse(url.hostname);
  if (dodo !== null) return await dodo.fetch(request);
  return await forward(request, url);
};
guardHttps();

/** Starts the local Dodo. Sets the application's variables that have no value yet. */
async function start(): Promise<DodoEmulator> {
  const source = env["DODO_EMULATOR_PRODUCTS"] ? "DODO_EMULATOR_PRODUCTS" : "DODO_PRODUCT_ID";
  const products = (env[source] || "pdt_topup")
    .split(/[\s,]+/)
    .filter((text) => text !== "")
    .map((text) => productSeed(text, source));
  const key = env["DODO_PAYMENTS_WEBHOOK_KEY"] || env["DODO_WEBHOOK_KEY"];
  const emulator = createDodoEmulator({
    products,
    ...(env["DODO_PAYMENTS_API_KEY"] ? { api_key: env["DODO_PAYMENTS_API_KEY"] } : {}),
    ...(key ? { webhook_key: key.split(" ") } : {}),
    ...(env["DODO_EMULATOR_WEBHOOK_URL"] ? { webhook_url: env["DODO_EMULATOR_WEBHOOK_URL"] } : {}),
    fetch: (request) => network(request),
  });
  const { url } = await emulator.listen({
    port: Number(env["DODO_EMULATOR_PORT"] ?? 0),
    unref: true,
  });
  const adapters = {
    DODO_PAYMENTS_WEBHOOK_KEY: emulator.webhook_key,
    DODO_PAYMENTS_ENVIRONMENT: "test_mode",
  };
  for (const [name, value] of Object.entries({ ...emulator.env, ...adapters })) env[name] ||= value;
  // Child processes inherit this variable. If they load this module, they use the same local Dodo.
  env["DODO_EMULATOR_URL"] = url;
  const target = emulator.webhook_url ?? "nowhere yet: set DODO_EMULATOR_WEBHOOK_URL, or its page";
  process.stderr.write(`Dodo emulator: ${url}/ answers for Dodo; webhooks go to ${target}\n`);
  return emulator;
}

async function forward(request: Request, url: URL): Promise<Response> {
  const target = new URL(url.pathname + url.search, env["DODO_EMULATOR_URL"]);
  const { method, headers, signal, redirect } = request;
  const body = method === "GET" || method === "HEAD" ? null : await request.arrayBuffer();
  return await network(target, { method, headers, signal, redirect, body });
}

// The refusal is a response, because the SDK retries after a thrown error and hides its message.
function refuse(hostname: string): Response {
  process.stderr.write(`Dodo emulator: ${refusal(hostname)}\n`);
  return Response.json({ code: "LIVE_HOST_REFUSED", message: refusal(hostname) }, { status: 403 });
}

/**
 * Makes `node:https` refuse Dodo's test and live hosts, because the local Dodo can answer only
 * `fetch`.
 */
function guardHttps(): void {
  for (const name of ["request", "get"] as const) {
    const original = https[name] as (...given: unknown[]) => unknown;
    const guarded = (...given: unknown[]): unknown => {
      const hostname = hostOf(given[0]) ?? hostOf(given[1]) ?? "";
      const rule = ruleFor(hostname);
      if (rule === "refused") throw new Error(refusal(hostname));
      if (rule === "local")
        throw new Error(
          `${hostname} was called over node:https, which the local Dodo cannot answer: use fetch or the official SDK`,
        );
      return Reflect.apply(original, https, given);
    };
    Reflect.set(https, name, guarded);
  }
  syncBuiltinESMExports();
}

/** Returns the host name in an argument of `https.request`; `null` if the argument has none. */
function hostOf(given: unknown): string | null {
  if (typeof given === "string") return URL.canParse(given) ? new URL(given).hostname : null;
  if (typeof given !== "object" || given === null) return null;
  const { hostname, host }: { hostname?: unknown; host?: unknown } = given;
  const name = hostname ?? host;
  return typeof name === "string" ? name.replace(/:\d+$/, "") : null;
}
