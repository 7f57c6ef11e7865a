// The rows that are measured in processes of their own: importing, memory, PostgreSQL, and the
// size of the build.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@x/example-postgres/server";
import pg from "pg";
import { measureWebhook } from "../../packages/payment-server/sizes.ts";
import type { Bench } from "./bench.ts";
import type { WorkerPlan, WorkerResult } from "./worker.ts";
import type { Figure, Row, RowResult } from "./row.ts";
import { median } from "./rounds.ts";

const PROCESSES = 2;
const CONNECTIONS = 16;

export const PROCESS_ROWS: readonly Row[] = [
  {
    id: "import",
    what: "importing the server and SQLite, above bare `node`",
    bar: "≤ 30 ms",
    small: true,
    run: async ({ amount }) => importTime(amount.starts),
  },
  {
    id: "size",
    what: "the server's webhook path with SQLite, bundled and compressed",
    bar: "≤ 36 KiB",
    small: true,
    run: async () => ({
      times: [],
      figures: [{ name: "compressed", value: await measureWebhook(), unit: "bytes" }],
    }),
  },
  {
    id: "memory",
    what: "memory of a process after its deliveries",
    bar: "≤ 120 MB after 10,000",
    small: true,
    run: memory,
  },
  {
    id: "postgres",
    what: `first deliveries on PostgreSQL, ${CONNECTIONS} connections in ${PROCESSES} processes`,
    bar: "≤ 9 round trips",
    small: false,
    run: postgres,
  },
];

/**
 * Measures a process that only takes deliveries, one that also creates their checkouts, and a
 * program that only calls `fetch`, once for each checkout: most of what creating adds is Node's.
 */
async function memory({ amount, dodo_url }: Bench): Promise<RowResult> {
  const deliveries = amount.memory_deliveries;
  const folder = mkdtempSync(join(tmpdir(), "memory-"));
  const plan = { dodo_url, deliveries, at_once: 1, postgres_url: null };
  try {
    await runWorker({ ...plan, folder, task: "open" });
    const delivering = await runWorker({ ...plan, folder, task: "deliver" });
    const both = await runWorker({ ...plan, folder: null, task: "both" });
    // The worker also runs TypeScript, so its growth is added to a process that runs nothing.
    const bare = memoryAfter("");
    const megabytes = (name: string, value: number): Figure => ({
      name,
      value: value / 1e6,
      unit: "MB",
    });
    return {
      times: [],
      figures: [
        { name: "deliveries", value: deliveries, unit: "" },
        megabytes("a process that takes them", bare + delivering.grown),
        megabytes("one that also creates the checkouts", bare + both.grown),
        megabytes("a bare loop of as many calls of `fetch`", memoryAfter(fetching(plan))),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the resident memory of a process after it has run a program, in bytes. */
function memoryAfter(program: string): number {
  const print = "console.log(process.memoryUsage().rss)";
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", `${program};${print}`]),
  );
}

/** Returns a program that creates sessions with bare calls of `fetch`. */
function fetching({ dodo_url, deliveries }: Pick<WorkerPlan, "dodo_url" | "deliveries">): string {
  return `for (let n = 0; n < ${deliveries}; n += 1) {
    const body = JSON.stringify({ product_cart: [{ product_id: "pdt_topup", quantity: 1 }] });
    const { signal } = new AbortController();
    const answer = await fetch("${dodo_url}/checkouts", { method: "POST", body, signal });
    await answer.json();
  }`;
}

/** Compares starts of Node that import the server with starts that import nothing. */
function importTime(starts: number): RowResult {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const start = (program: string): { wall: number; cpu: number } => {
    const started_at = performance.now();
    const printed = execFileSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `${program};const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)`,
      ],
      { cwd: here },
    );
    return { wall: performance.now() - started_at, cpu: Number(printed) };
  };
  const server =
    'await import("@x/payment-server"); await import("@x/payment-server/storage/sqlite")';
  const pairs = Array.from({ length: starts }, () => ({ server: start(server), bare: start("") }));
  const above = (kind: "wall" | "cpu"): number =>
    median(pairs.map(({ server: one, bare }) => one[kind] - bare[kind]));
  return {
    times: [],
    figures: [
      { name: "above bare node", value: above("wall"), unit: "ms" },
      { name: "of CPU", value: above("cpu"), unit: "ms" },
    ],
  };
}

async function postgres({ amount, dodo_url }: Bench): Promise<RowResult> {
  const server = await startPostgres({ durable: true });
  const pool = new pg.Pool({ connectionString: server.url });
  try {
    await pool.query("CREATE SCHEMA bench");
    const url = new URL(server.url);
    url.searchParams.set("options", "-c search_path=bench");
    const plan: WorkerPlan = {
      dodo_url,
      task: "both",
      folder: null,
      deliveries: amount.deliveries * 2,
      at_once: CONNECTIONS / PROCESSES,
      postgres_url: url.href,
    };
    // The first process creates the tables, so that the measured ones do not.
    await runWorker({ ...plan, deliveries: 1, at_once: 1 });
    const results = await Promise.all(
      Array.from({ length: PROCESSES }, async () => await runWorker(plan)),
    );
    const sum = (read: (result: WorkerResult) => number): number =>
      results.reduce((total, result) => total + read(result), 0);
    return {
      times: [],
      figures: [
        { name: "deliveries", value: sum((one) => one.delivered / one.seconds), unit: "/s" },
        {
          name: "round trips a delivery",
          value: sum((one) => one.queries) / sum((one) => one.delivered),
          unit: "",
        },
      ],
    };
  } finally {
    await pool.end();
    await server.stop();
  }
}

async function runWorker(plan: WorkerPlan): Promise<WorkerResult> {
  const worker = spawn(
    process.execPath,
    [fileURLToPath(new URL("worker.ts", import.meta.url)), JSON.stringify(plan)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  worker.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => worker.once("close", resolve));
  if (code !== 0) throw new Error(`a worker ended with ${code}`);
  return JSON.parse(output) as WorkerResult;
}
