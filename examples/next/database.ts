// One SQLite file for balance and payments, opened at the first use: `next build` runs this module too, without any file.
import { createHost } from "@x/example-shared/host";
import { openLedger, type Ledger } from "@x/example-shared/ledger";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

const file = process.env["DATABASE"] ?? "shop.sqlite";

interface Shop extends Ledger {
  host: ReturnType<typeof createHost>;
}

declare global {
  /** `next dev` runs a changed module again, and each bundle of Next has a copy of its own: what is open is kept here. */
  var open_database: { storage: ReturnType<typeof sqliteStorage>; shop?: Shop } | undefined;
}

const kept = (globalThis.open_database ??= { storage: sqliteStorage(file) });

export const { storage } = kept;

export function shop(): Shop {
  return (kept.shop ??= open());
}

function open(): Shop {
  const ledger = openLedger(file);
  return { ...ledger, host: createHost(ledger.db) };
}
