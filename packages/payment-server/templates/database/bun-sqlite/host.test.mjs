// Tests whether the host credits a topup once and as a whole: bun test payments/host.test.mjs
import { Database } from "bun:sqlite";
import { test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostSuite } from "@x/payment-server/testing";
import { createHost } from "./host.ts";

hostSuite(test, () => {
  const folder = mkdtempSync(join(tmpdir(), "host-"));
  const open = () => {
    const opened = new Database(join(folder, "shop.sqlite"));
    opened.exec("PRAGMA busy_timeout = 5000");
    return opened;
  };
  const [db, other] = [open(), open()];
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
      credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
    CREATE TABLE balances (user_id TEXT PRIMARY KEY, credits BIGINT NOT NULL)`);
  return {
    host: createHost(db),
    second: createHost(other),
    createTopup({ user_id, credits, usd_cents }) {
      const topup_id = crypto.randomUUID();
      const insert = db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)");
      insert.run(topup_id, user_id, credits, usd_cents);
      return topup_id;
    },
    balanceOf: (user_id) =>
      db.prepare("SELECT credits FROM balances WHERE user_id = ?").get(user_id)?.credits ?? 0,
    // Writes to this table fail meanwhile, as after a crash between two writes.
    async refuseWrites(table, call) {
      for (const verb of ["INSERT", "UPDATE"])
        db.exec(`CREATE TRIGGER refuse_${verb} BEFORE ${verb} ON ${table}
          BEGIN SELECT RAISE(ABORT, 'refused'); END`);
      await call().finally(() => db.exec("DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE"));
    },
    dispose() {
      db.close();
      other.close();
      rmSync(folder, { recursive: true });
    },
  };
});
