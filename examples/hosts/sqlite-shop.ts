// Creates a shop in a SQLite file, with the host of a recipe.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CreateHost } from "@x/payment-server/testing";
import { inProcess } from "./processes.ts";
import { recipes, type Recipe } from "./recipes.ts";
import { schema } from "./schema.ts";

/**
 * Use `connections: 1` for a synchronous driver, which would block this thread while its other
 * connection is in a transaction.
 */
export function sqliteShop(
  recipe: Recipe,
  { connections = 2 }: { connections?: 1 | 2 } = {},
): CreateHost {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "host-"));
    const file = join(folder, "shop.sqlite");
    const shop = new DatabaseSync(file, { timeout: 5_000 });
    shop.exec(`PRAGMA journal_mode = WAL; ${schema}`);
    const opened = [
      await recipes[recipe](file),
      ...(connections === 2 ? [await recipes[recipe](file)] : []),
    ] as const;
    return {
      host: opened[0].host,
      second: opened[1]?.host,
      createTopup({ user_id, credits, usd_cents }) {
        const topup_id = `tu_${crypto.randomUUID()}`;
        shop
          .prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)")
          .run(topup_id, user_id, credits, usd_cents);
        return topup_id;
      },
      balanceOf: (user_id) =>
        Number(
          shop.prepare("SELECT credits FROM balances WHERE user_id = ?").get(user_id)?.[
            "credits"
          ] ?? 0,
        ),
      async refuseWrites(table, call) {
        for (const verb of ["INSERT", "UPDATE"])
          shop.exec(
            `CREATE TRIGGER refuse_${verb} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
          );
        await call().finally(() =>
          shop.exec("DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE"),
        );
      },
      inProcess: inProcess(recipe, file),
      async dispose() {
        for (const { close } of opened) await close();
        shop.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
}
