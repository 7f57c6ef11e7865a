// One SQLite file for balance and payments. It is opened at the first use, because `next build`
// runs this module too and has no file.
import { createHost } from "@x/example-shared/host";
import { openLedger, type Ledger } from "@x/example-shared/ledger";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

const file = process.env["DATABASE"] ?? "shop.sqlite";

interface Shop extends Ledger {
  host: ReturnType<typeof createHost>;
}

declare global {
  /**
   * The open database. It is kept on `globalThis`, because `next dev` runs a changed module again
   * and each bundle of Next has its own copy of the module.
   */
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
