// Defines what all rows use: the candidates, the local Dodo, and the amount of work.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { Candidate, HandlerSettings, MeasuredHandler } from "./contract.ts";
import federation from "./federation.ts";
import { handlersOf, loadOurs } from "./ours.ts";
import { createHost, PRODUCT_ID, WEBHOOK_KEY } from "./purchases.ts";

/** The amount of work in a run. */
export interface Amount {
  rounds: number;
  /** Whether a round that is not counted comes first. */
  warm: boolean;
  /** The number of deliveries in a round. Other rows have multiples of it. */
  deliveries: number;
  /** The number of rows in the large table of the list rows. */
  table_rows: number;
  /** The number of deliveries whose memory is measured. */
  memory_deliveries: number;
  /** The number of starts of a process whose import is measured. */
  starts: number;
}

export const FULL: Amount = {
  rounds: 9,
  warm: true,
  deliveries: 400,
  table_rows: 1_000_000,
  memory_deliveries: 10_000,
  starts: 15,
};
export const QUICK: Amount = { ...FULL, rounds: 5, deliveries: 150, starts: 9 };
/** For the tests, which assert counts and no times. */
export const ONCE: Amount = {
  rounds: 1,
  warm: false,
  deliveries: 2,
  table_rows: 2_000,
  memory_deliveries: 2,
  starts: 1,
};

export interface Bench {
  /** Ours first, then those to compare it with. */
  candidates: readonly Candidate[];
  /** Ours inside a Federation, then the same others. */
  inside: readonly Candidate[];
  amount: Amount;
  dodo_url: string;
  close(): void;
}

/** Starts the local Dodo. `others` are the candidates to compare ours with. */
export async function openBench(amount: Amount, others: readonly Candidate[]): Promise<Bench> {
  const dodo = spawn(process.execPath, [fileURLToPath(new URL("dodo-stub.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    dodo.stdout.once("data", (line: Buffer) => resolve(String(line).trim()));
    dodo.once("exit", () => reject(new Error("the local Dodo did not start")));
  });
  const ours: Candidate = { name: "ours", create: handlersOf(await loadOurs()) };
  return {
    candidates: [ours, ...others],
    inside: [{ name: "ours in a Federation", create: federation }, ...others],
    amount,
    dodo_url: `http://127.0.0.1:${port}`,
    close: () => void dodo.kill(),
  };
}

/** A handler on an empty database. */
export interface Opened {
  handler: MeasuredHandler;
  /** The handler's SQLite file, if it has one with this name. */
  file: string;
  credited: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Opens a candidate on an empty database. */
export async function open(
  { create }: Candidate,
  dodo_url: string,
  options: Partial<HandlerSettings> = {},
): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const file = join(folder, "payments.sqlite");
  const { readTopup, finishTopup, credited } = createHost();
  const transactional = options.transactional === true;
  if (transactional) createCreditsTable(file);
  const handler = await create({
    folder,
    synchronous: "NORMAL",
    postgres_url: null,
    connections: 1,
    transactional,
    dodo: {
      api_key: "sk_bench",
      product_id: PRODUCT_ID,
      webhook_key: WEBHOOK_KEY,
      api_base_url: dodo_url,
    },
    readTopup,
    async finishTopup(topup_id, tx) {
      if (tx instanceof DatabaseSync)
        tx.prepare("INSERT INTO bench_credits (topup_id) VALUES (?)").run(topup_id);
      await finishTopup(topup_id, tx);
    },
    ...options,
  });
  return {
    handler,
    file,
    credited,
    async close() {
      await handler.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Creates the host's own table, into which it writes in transactional mode. */
function createCreditsTable(file: string): void {
  const database = new DatabaseSync(file);
  database.exec("CREATE TABLE bench_credits (topup_id TEXT PRIMARY KEY)");
  database.close();
}
