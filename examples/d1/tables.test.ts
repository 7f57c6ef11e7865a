// The tables on D1: created by the printed SQL or by a migration, and upgraded from version 1.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AuditEntry, Payment } from "@x/payment-server";
import { d1Migrations, d1Storage, type D1Database } from "@x/payment-server/storage/d1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { d1Storage as firstD1 } from "../../packages/payment-server/test/version-1/service.js";
import { EVENT, openDatabase } from "./start-worker.ts";

let database: D1Database;
let close: () => Promise<void>;
beforeAll(async () => ({ database, close } = await openDatabase()));
afterAll(async () => await close());

describe("the SQL that the command prints", () => {
  test("runs on D1, twice, and leaves the storage nothing to create", async () => {
    const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("@x/payment-server")));
    const script = execFileSync(
      process.execPath,
      [cli, "migrate", "--print", "d1", "--table-prefix", "printed_"],
      { encoding: "utf8" },
    );
    const statements = script.trimEnd().replace(/;$/, "").split(";\n");
    for (let time = 0; time < 2; time += 1)
      await database.batch(statements.map((text) => database.prepare(text).bind()));
    expect(await d1Storage(database, { table_prefix: "printed_" }).migrate()).toEqual({
      version: 3,
      made: false,
    });
    expect(await d1Storage(database, { table_prefix: "made_" }).migrate()).toEqual({
      version: 3,
      made: true,
    });
    const tables = async (prefix: string): Promise<unknown> => {
      const text = `SELECT type, REPLACE(name, '${prefix}', '') AS name, REPLACE(REPLACE(sql, '${prefix}', ''), 'IF NOT EXISTS ', '') AS text FROM sqlite_master WHERE tbl_name LIKE '${prefix}%' ORDER BY type, name`;
      return (await database.batch([database.prepare(text).bind()]))[0]?.results;
    };
    expect(await tables("printed_")).toEqual(await tables("made_"));
    expect(await tables("made_")).not.toEqual([]);
  });

  test("is the same that a migration of your own gets", async () => {
    await database.batch(
      d1Migrations({ table_prefix: "own_" }).map((text) => database.prepare(text).bind()),
    );
    expect(await d1Storage(database, { table_prefix: "own_" }).migrate()).toEqual({
      version: 3,
      made: false,
    });
  });
});

test("[K13] a database of version 1 is upgraded by several processes at once, and its open, crediting, held and paid rows are kept", async () => {
  const options = { table_prefix: "first_" };
  const first = firstD1(database, options);
  for (const [name, status] of Object.entries({
    a: "pending",
    b: "crediting",
    c: "held",
    d: "paid",
  } as const)) {
    const payment = paymentOf(name);
    const audit = (next: Payment): AuditEntry => ({
      payment_id: next.payment_id,
      version: next.version,
      at: next.updated_at,
      actor: "webhook",
      action: "change",
      from_status: null,
      to_status: next.status,
      event_id: null,
      note: null,
      changes: next,
    });
    await first.insertPayment(payment, audit(payment));
    const next: Payment = {
      ...payment,
      version: 2,
      write_id: `wr_${name}_2`,
      status,
      hold_reason: status === "held" ? "underpaid" : null,
    };
    if (status === "crediting")
      await first.claimCredit(
        { next, audit: audit(next), event: null, notify: false },
        60_000,
        "guarded",
      );
    else if (status !== "pending")
      await first.changePayment({ next, audit: audit(next), event: null, notify: false });
  }
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => await d1Storage(database, options).migrate()),
  );
  expect(answers.map(({ version }) => version)).toEqual([3, 3, 3, 3]);
  const storage = d1Storage(database, options);
  const rows = await storage.listPayments({ filter: {}, after: null, limit: 10 });
  expect(rows.map(({ status }) => status).sort()).toEqual(["crediting", "held", "paid", "pending"]);
  for (const row of rows)
    expect(row).toMatchObject({
      invoice_url: null,
      accepted_usd_cents: null,
      accepted_credits: null,
      accepted_user_id: null,
      unconfirmed_since: null,
      answered_at: null,
    });
  expect(await storage.readCredit("tu_b")).toMatchObject({
    state: "claimed",
    payment_id: "pmt_b",
    fence: 1,
    mode: "guarded",
  });
  // A process of version 1 keeps working beside it.
  const later = paymentOf("e");
  expect(
    await first.insertPayment(later, {
      payment_id: "pmt_e",
      version: 1,
      at: 0,
      actor: "create",
      action: "reserve",
      from_status: null,
      to_status: "pending",
      event_id: null,
      note: null,
      changes: later,
    }),
  ).toMatchObject({ payment_id: "pmt_e" });
  expect(await storage.readPayment("pmt_e")).toMatchObject({
    status: "pending",
    unconfirmed_since: null,
  });
});

/** Returns an open payment, with the fields of both versions. */
function paymentOf(name: string): Payment {
  const ids = {
    payment_id: `pmt_${name}`,
    topup_id: `tu_${name}`,
    provider_session_id: `cks_${name}`,
    ref: `ref_${name}`,
    write_id: `wr_${name}_1`,
  };
  const sale = {
    provider: "dodo",
    environment: "test_mode",
    business_id: null,
    user_id: "ada",
    credits: 500,
    amount_minor: 5_000,
    currency: "USD",
    product_id: "pdt_topup",
    tax_inclusive: false,
  } as const;
  const unknown = {
    provider_payment_id: null,
    provider_order_id: null,
    return_to: null,
    hold_reason: null,
    provider_status: null,
    net_minor: null,
    checked_at: null,
    answered_at: null,
    next_check_at: null,
    invoice_url: null,
    unconfirmed_since: null,
    dispute_status: null,
  };
  const accepted = {
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
  };
  return {
    ...ids,
    ...sale,
    ...unknown,
    ...accepted,
    attempt: 1,
    checkout_url: null,
    expires_at: null,
    status: "pending",
    refunded_minor: 0,
    disputed: false,
    attempts: 0,
    version: 1,
    created_at: EVENT.created_at,
    updated_at: EVENT.created_at,
  };
}
