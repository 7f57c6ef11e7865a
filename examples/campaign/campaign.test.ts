// The short form of `pnpm campaign`: real processes, real SIGKILLs, both databases.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { type CampaignResult, runCampaign } from "./campaign.ts";
import type { CampaignOptions } from "./campaign-options.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

const SHORT: Omit<CampaignOptions, "where" | "mode"> = {
  deliveries: 150,
  kills: 12,
  steps: 12,
  freezes: 2,
  faults: true,
  seed: 7,
  real_leases: false,
};
/**
 * One campaign takes half a minute alone. Two concurrent ones may share two cores with other tests.
 */
const LONGEST_MS = 900_000;
const SOUND = {
  lost: [],
  doubled: [],
  undue: [],
  unfinished: 0,
  forgotten: [],
  notices_never: [],
  notices_wrong: [],
};

/** The number of notices that each campaign with kills has sent twice. */
const told_twice: number[] = [];

// The databases are tried concurrently. More campaigns at once would wait for each other's
// processes.
describe.each(["guarded", "transactional"] as const)(
  "%s, killed at a dozen steps and frozen at two",
  (mode) => {
    test.concurrent(
      "[K14] [K01] [K02] [C09] [N02] [N04] on SQLite: nothing is lost or doubled, each notice is sent",
      async () => {
        const result = await onSqlite({ ...SHORT, mode });
        expect(result).toMatchObject(SOUND);
        told_twice.push(result.notices_told_twice);
        expect([
          result.steps >= 12,
          result.freezes,
          result.credited > 20,
          result.notices_told > 20,
          ...disturbances(result),
        ]).toEqual([true, 2, true, true, true, true, true, true]);
      },
      LONGEST_MS,
    );

    test.concurrent(
      "[K14] [K01] [K02] [K04] [C09] [N02] [N04] on PostgreSQL, its connections cut: nothing is lost or doubled, each notice is sent",
      async () => {
        const result = await onPostgres({ ...SHORT, mode });
        expect(result).toMatchObject(SOUND);
        told_twice.push(result.notices_told_twice);
        expect([
          result.steps >= 12,
          result.freezes,
          result.credited > 20,
          result.cut_connections > 0,
          result.notices_told > 20,
          ...disturbances(result),
        ]).toEqual([true, 2, true, true, true, true, true, true, true]);
      },
      LONGEST_MS,
    );
  },
);

test.concurrent.each([
  ["SQLite", onSqlite],
  ["PostgreSQL", onPostgres],
])(
  "[C01] on %s, four processes share duplicates, reordered and lost webhooks: without faults each credit takes one call",
  async (_, run) => {
    const result = await run({
      mode: "guarded",
      deliveries: 80,
      kills: 0,
      steps: 0,
      freezes: 0,
      faults: false,
      seed: 7,
      real_leases: false,
    });
    expect(result).toMatchObject({ ...SOUND, calls_per_credit: 1 });
    expect([result.duplicates > 10, result.lost_webhooks > 0, result.credited > 20]).toEqual([
      true,
      true,
      true,
    ]);
  },
  LONGEST_MS,
);

// Whether one campaign repeats a notice depends on the moment of its kills.
test("[N02] kills between a notice and its mark repeat it in some of the campaigns", () => {
  expect(told_twice).toHaveLength(4);
  expect(Math.max(...told_twice)).toBeGreaterThan(0);
});

/** Returns for each kind of disturbance whether it occurred. */
function disturbances({ duplicates, reordered, faults, lost_webhooks }: CampaignResult): boolean[] {
  return [duplicates, reordered, faults, lost_webhooks].map((count) => count > 0);
}

async function onSqlite(options: Omit<CampaignOptions, "where">): Promise<CampaignResult> {
  const folder = mkdtempSync(join(tmpdir(), "campaign-"));
  const result = await runCampaign({
    ...options,
    where: { kind: "sqlite", file: join(folder, "shop.sqlite") },
  });
  rmSync(folder, { recursive: true });
  return result;
}

async function onPostgres(options: Omit<CampaignOptions, "where">): Promise<CampaignResult> {
  const url = inject("pg_url");
  const schema = `campaign_${process.pid}_${options.mode}_${options.kills}`;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on("error", () => {});
  await pool.query(`CREATE SCHEMA ${schema}`);
  const result = await runCampaign({ ...options, where: { kind: "postgres", url, schema } });
  await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool.end();
  return result;
}
