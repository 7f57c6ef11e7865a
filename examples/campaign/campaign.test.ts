// The short form of `pnpm campaign`: real processes, real SIGKILLs, both databases.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { runCampaign, type CampaignOptions } from "./campaign.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

const SHORT: Omit<CampaignOptions, "where"> = { deliveries: 150, kills: 12, seed: 7, real_leases: false };

test("[K14] [K01] [K02] on SQLite, killed at a dozen steps: nothing is lost, nothing is doubled", async () => {
  const folder = mkdtempSync(join(tmpdir(), "campaign-"));
  const result = await runCampaign({ ...SHORT, where: { kind: "sqlite", file: join(folder, "shop.sqlite") } });
  rmSync(folder, { recursive: true });
  expect(result).toMatchObject({ lost: [], doubled: [], undue: [], unfinished: 0, forgotten: [] });
  expect([result.kills >= 12, result.credited > 20]).toEqual([true, true]);
}, 120_000);

test("[K14] [K01] [K02] [K04] on PostgreSQL, killed at a dozen steps, its connections cut: nothing is lost, nothing is doubled", async () => {
  const url = inject("pg_url");
  const schema = `campaign_${process.pid}`;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on("error", () => {});
  await pool.query(`CREATE SCHEMA ${schema}`);
  const result = await runCampaign({ ...SHORT, where: { kind: "postgres", url, schema } });
  expect(result).toMatchObject({ lost: [], doubled: [], undue: [], unfinished: 0, forgotten: [] });
  expect([result.kills >= 12, result.credited > 20, result.cut_connections > 0]).toEqual([true, true, true]);
  await new pg.Pool({ connectionString: url, max: 1 }).query(`DROP SCHEMA ${schema} CASCADE`);
}, 120_000);
