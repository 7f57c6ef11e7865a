// Starts Workers in workerd, by miniflare, each with a D1 database of its own.
import { fileURLToPath } from "node:url";
import type { d1Storage, D1Database } from "@x/payment-server/storage/d1";
import { build } from "esbuild";
import { convertV4MiniflareOptions, kCurrentWorker, Miniflare } from "miniflare";

/** An event that could not be decided yet. */
export const EVENT: Parameters<ReturnType<typeof d1Storage>["recordEvent"]>[0] = {
  event_id: "dodo:msg_a",
  provider: "dodo",
  type: "payment.succeeded",
  payload_json: "{}",
  sync_status: "failed",
  sync_error: null,
  payment_id: null,
  attempts: 1,
  created_at: 1_795_421_760_000,
  updated_at: 1_795_421_760_000,
};

/** Starts a Worker with this code and a database of its own. */
export async function startWorker(code: string): Promise<Miniflare> {
  const stdin = {
    contents: code,
    resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    loader: "ts" as const,
  };
  const bundled = await build({
    stdin,
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker"],
    external: ["cloudflare:*"],
    write: false,
    logLevel: "error",
  });
  const options = {
    modules: true,
    script: bundled.outputFiles[0]?.text ?? "",
    d1Databases: ["DB"],
    serviceBindings: { SELF: kCurrentWorker },
    compatibilityDate: "2026-11-01",
    cf: false as const,
  };
  return new Miniflare(convertV4MiniflareOptions(options));
}

/** Starts an empty Worker and returns its database. */
export async function openDatabase(): Promise<{ database: D1Database; close(): Promise<void> }> {
  const miniflare = await startWorker("export default { fetch: () => new Response() };");
  return { database: await miniflare.getD1Database("DB"), close: () => miniflare.dispose() };
}
