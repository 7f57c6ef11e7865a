// Creates a shop in a separate schema of the test run's PostgreSQL, with the host of a recipe.
import pg from "pg";
import type { CreateHost } from "@x/payment-server/testing";
import { inject } from "vitest";
import { inProcess } from "./processes.ts";
import { recipes, type Recipe } from "./recipes.ts";
import { schema } from "./schema.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

let made = 0;

export function postgresShop(recipe: Recipe): CreateHost {
  return async () => {
    const name = `shop_${process.pid}_${(made += 1)}`;
    const url = new URL(inject("pg_url"));
    url.searchParams.set("options", `-c search_path=${name}`);
    const shop = new pg.Pool({ connectionString: url.href, max: 2 });
    await shop.query(`CREATE SCHEMA ${name}; ${schema}`);
    const [first, second] = [await recipes[recipe](url.href), await recipes[recipe](url.href)];
    return {
      host: first.host,
      second: second.host,
      async createTopup({ user_id, credits, usd_cents }) {
        const topup_id = `tu_${crypto.randomUUID()}`;
        await shop.query("INSERT INTO topups VALUES ($1, $2, $3, $4, 'pending', NULL)", [
          topup_id,
          user_id,
          credits,
          usd_cents,
        ]);
        return topup_id;
      },
      async balanceOf(user_id) {
        const { rows } = await shop.query<{ credits: string }>(
          "SELECT credits FROM balances WHERE user_id = $1",
          [user_id],
        );
        return Number(rows[0]?.credits ?? 0);
      },
      async refuseWrites(table, call) {
        const rows_allowed = table === "topups" ? "status = 'pending'" : "false";
        await shop.query(
          `ALTER TABLE ${table} ADD CONSTRAINT refuse CHECK (${rows_allowed}) NOT VALID`,
        );
        await call().finally(
          async () => await shop.query(`ALTER TABLE ${table} DROP CONSTRAINT refuse`),
        );
      },
      inProcess: inProcess(recipe, url.href),
      async dispose() {
        await Promise.all([first.close(), second.close()]);
        await shop.query(`DROP SCHEMA ${name} CASCADE`);
        await shop.end();
      },
    };
  };
}
