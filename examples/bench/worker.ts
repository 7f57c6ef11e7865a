// A server process of its own: `node worker.ts '<WorkerPlan as JSON>'`. It handles deliveries and
// prints a `WorkerResult`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { open } from "./bench.ts";
import { handlersOf, loadOurs } from "./ours.ts";
import { deliver, delivery, openCheckouts, type Checkout } from "./purchases.ts";

export interface WorkerPlan {
  dodo_url: string;
  /** Whether it only opens checkouts for another process, takes those over, or does both. */
  task: "open" | "deliver" | "both";
  /** The folder of the SQLite file and of the list of open checkouts; `null` for one of its own. */
  folder: string | null;
  deliveries: number;
  /** The number of deliveries that are handled at once, each on its own connection. */
  at_once: number;
  /** The database; `null` for a SQLite file. */
  postgres_url: string | null;
}

export interface WorkerResult {
  delivered: number;
  /** The time of the deliveries alone. */
  seconds: number;
  /** The number of queries that were sent to PostgreSQL during the deliveries. */
  queries: number;
  /** The growth of the resident memory since before the server was loaded, in bytes. */
  grown: number;
}

const { dodo_url, task, folder, deliveries, at_once, postgres_url } = JSON.parse(
  process.argv[2] ?? "",
) as WorkerPlan;
const list = join(folder ?? "", "checkouts.json");

let queries = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function counted(this: pg.Client, ...values: unknown[]) {
  queries += 1;
  return Reflect.apply(query, this, values);
} as typeof query;

const rss_before = process.memoryUsage().rss;
const ours = { name: "ours", create: handlersOf(await loadOurs()) };
const { handler, close } = await open(ours, dodo_url, {
  postgres_url,
  connections: at_once,
  ...(folder === null ? {} : { folder }),
});
/** The number of checkouts that are opened before they are paid. */
const BATCH = 500;
let seconds = 0;
let sent = 0;
async function handle(waiting: Checkout[]): Promise<void> {
  const before = queries;
  const started_at = performance.now();
  await Promise.all(
    Array.from({ length: at_once }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await deliver(handler, delivery(next));
    }),
  );
  seconds += (performance.now() - started_at) / 1_000;
  sent += queries - before;
}
if (task === "open") writeFileSync(list, JSON.stringify(await openCheckouts(handler, deliveries)));
if (task === "deliver") await handle(JSON.parse(readFileSync(list, "utf8")) as Checkout[]);
for (let left = task === "both" ? deliveries : 0; left > 0; left -= BATCH)
  await handle(await openCheckouts(handler, Math.min(BATCH, left), `user_${process.pid}`));
const result: WorkerResult = {
  delivered: deliveries,
  seconds,
  queries: sent,
  grown: process.memoryUsage().rss - rss_before,
};
await close();
process.stdout.write(JSON.stringify(result));
