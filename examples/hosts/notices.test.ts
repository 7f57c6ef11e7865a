// Runs the recipes for `notify()`, alone and in a service.
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createMail, type Mail } from "@x/host-recipes/mail";
import { createHost } from "@x/host-recipes/node-sqlite";
import { createReversals } from "@x/host-recipes/reversals-node-sqlite";
import { createReversals as createPostgresReversals } from "@x/host-recipes/reversals-pg";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";
import { reversalSuite, type ReversalUnderTest } from "@x/payment-server/testing";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { schema } from "./schema.ts";

const readme = readFileSync(new URL("../../docs/host/README.md", import.meta.url), "utf8");
const [, table = ""] = /(CREATE TABLE reversals [^;]*;)/.exec(readme) ?? [];

describe("[N08] docs/host/reversals-node-sqlite.ts takes credits back:", () =>
  reversalSuite(test, (): ReversalUnderTest => {
    const db = new DatabaseSync(":memory:");
    db.exec(schema + table);
    return {
      notify: createReversals(db),
      setBalance: (user_id, credits) =>
        void db.prepare("INSERT OR REPLACE INTO balances VALUES (?, ?)").run(user_id, credits),
      balanceOf: (user_id) => balanceOf(db, user_id),
      async refuseWrites(refused, call) {
        for (const verb of ["INSERT", "UPDATE"])
          db.exec(
            `CREATE TRIGGER refuse_${verb} BEFORE ${verb} ON ${refused} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
          );
        await call().finally(() =>
          db.exec("DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE"),
        );
      },
      dispose: () => db.close(),
    };
  }));

let made = 0;

describe("[N08] docs/host/reversals-pg.ts takes credits back:", () =>
  reversalSuite(test, async (): Promise<ReversalUnderTest> => {
    const name = `reversals_${process.pid}_${(made += 1)}`;
    const url = new URL(inject("pg_url"));
    url.searchParams.set("options", `-c search_path=${name}`);
    const [pool, second] = [1, 2].map(() => new pg.Pool({ connectionString: url.href, max: 5 }));
    if (pool === undefined || second === undefined) return expect.unreachable();
    await pool.query(`CREATE SCHEMA ${name}; ${schema}; ${table}`);
    return {
      notify: createPostgresReversals(pool),
      second: createPostgresReversals(second),
      setBalance: async (user_id, credits) =>
        void (await pool.query(
          "INSERT INTO balances VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET credits = excluded.credits",
          [user_id, credits],
        )),
      async balanceOf(user_id) {
        const { rows } = await pool.query<{ credits: string }>(
          "SELECT credits FROM balances WHERE user_id = $1",
          [user_id],
        );
        return Number(rows[0]?.credits);
      },
      async refuseWrites(refused, call) {
        await pool.query(`ALTER TABLE ${refused} ADD CONSTRAINT refuse CHECK (false) NOT VALID`);
        await call().finally(
          async () => await pool.query(`ALTER TABLE ${refused} DROP CONSTRAINT refuse`),
        );
      },
      async dispose() {
        await pool.query(`DROP SCHEMA ${name} CASCADE`);
        await Promise.all([pool.end(), second.end()]);
      },
    };
  }));

test("[N08] both recipes in a service: a refund takes its credits back, and money that is held sends a mail", async () => {
  const db = new DatabaseSync(":memory:");
  db.exec(schema + table);
  const mails: Mail[] = [];
  const [reverse, mail] = [createReversals(db), createMail(async (sent) => mails.push(sent))];
  await using dodo = createDodoEmulator({
    delivery: "manual",
    tax_bps: 0,
    webhook_url: "http://localhost/v1/payment/webhook",
    fetch: async (request) => await payment.fetch(request),
  });
  const payment: PaymentService = new PaymentService({
    ...createHost(db),
    async notify(notice) {
      reverse(notice);
      await mail(notice);
    },
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        webhook_key: dodo.webhook_key,
        product_id: "pdt_topup",
        api_base_url: dodo.url,
        fetch: async (request) => await dodo.fetch(request),
      }),
    ],
    storage: memoryStorage(),
    base_url: "http://localhost",
    env: {},
  });
  const pay = async (topup_id: string, overrides: Record<string, unknown>): Promise<string> => {
    db.prepare("INSERT INTO topups VALUES (?, 'ada', 500, 5000, 'pending', NULL)").run(topup_id);
    const checkout = await payment.createCheckout({ topup_id, user_id: "ada" });
    const paid = await dodo.pay(checkout.provider_session_id, { overrides });
    await dodo.deliver();
    return paid.payment_id;
  };

  const paid = await pay("tu_1", {});
  expect(balanceOf(db, "ada")).toBe(500);
  await dodo.refund(paid, { amount: 1_000 });
  await dodo.deliver();
  await expect.poll(() => balanceOf(db, "ada")).toBe(400);
  await dodo.refund(paid);
  await dodo.deliver();
  await expect.poll(() => balanceOf(db, "ada")).toBe(0);
  expect(mails).toEqual([]);

  await pay("tu_2", { total_amount: 4_000, settlement_amount: 4_000 });
  await expect.poll(() => mails).toHaveLength(1);
  const [held] = (await payment.listPayments({ status: "held" })).items;
  expect(mails).toEqual([
    {
      subject: "Money has arrived that does not match",
      text: `Payment ${held?.payment_id} of topup tu_2: underpaid, since ${held?.updated_at}.`,
      idempotency_key: `${held?.payment_id}:3:held`,
    },
  ]);
});

function balanceOf(db: DatabaseSync, user_id: string): number {
  const row = db.prepare("SELECT credits FROM balances WHERE user_id = ?").get(user_id);
  return Number(row?.["credits"]);
}
