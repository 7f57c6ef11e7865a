// The shop as a Drizzle project, with the configuration and the storage of docs/databases.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Storage } from "@x/payment-server";
import { replaced, snippet } from "./page.ts";
import { closedAtTheEnd, type Shop } from "./shop.ts";

/**
 * The time limit. Each test starts several processes of drizzle-kit, which takes long on a busy
 * machine.
 */
export const SLOWLY = 120_000;

/** The two filters of the page that keep our tables, and none. */
const FILTERS = {
  schema: '  schemaFilter: ["public"], // your own schemas\n',
  tables: snippet("tablesFilter"),
  none: "",
} as const;

export type Filter = keyof typeof FILTERS;

/**
 * Writes the page's configuration with that filter, and a schema file that names only the shop's
 * table.
 */
export function writeProject(shop: Shop, filter: Filter): void {
  const config = replaced(snippet("// drizzle.config.ts"), FILTERS.schema, FILTERS[filter]);
  const postgres = shop.database === "postgres";
  const fitting = postgres
    ? config
    : replaced(
        replaced(config, '"postgresql"', '"sqlite"'),
        'process.env.DATABASE_URL ?? ""',
        '"shop.sqlite"',
      );
  const [library, table] = postgres
    ? ["drizzle-orm/pg-core", "pgTable"]
    : ["drizzle-orm/sqlite-core", "sqliteTable"];
  writeFileSync(join(shop.folder, "drizzle.config.ts"), fitting);
  writeFileSync(
    join(shop.folder, "schema.ts"),
    `import { ${table}, text } from "${library}";\nexport const topups = ${table}("topups", { topup_id: text().primaryKey(), user_id: text().notNull() });\n`,
  );
}

/** Returns the page's storage, in the schema `billing` of the shop's database. */
export async function openBillingStorage(shop: Shop): Promise<Storage> {
  const file = join(shop.folder, "storage.ts");
  writeFileSync(
    file,
    `${replaced(snippet("const storage"), "postgres://app@db.example/shop", shop.url)}\nexport { storage };\n`,
  );
  const { storage } = (await import(pathToFileURL(file).href)) as { storage: Storage };
  return closedAtTheEnd(storage);
}
