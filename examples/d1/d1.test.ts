import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { D1Database as Cloudflares } from "@cloudflare/workers-types";
import type { AuditEntry, Payment } from "@x/payment-server";
import { d1Migrations, d1Storage, type D1Database } from "@x/payment-server/storage/d1";
import { storageCases } from "@x/payment-server/testing";
import { build } from "esbuild";
import { convertV4MiniflareOptions, kCurrentWorker, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { d1Storage as firstD1 } from "../../packages/payment-server/test/version-1/service.js";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
let miniflare: Miniflare;
let database: D1Database;

/** A Worker of this code, beside a database of its own. */
async function startWorker(code: string): Promise<Miniflare> {
  const stdin = { contents: code, resolveDir: path("."), loader: "ts" as const };
  const bundled = await build({
    stdin,
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker"],
    external: ["cloudflare:*"],
    write: false,
    logLevel: "error",
  });
  const options = {
    modules: true,
    script: bundled.outputFiles[0]?.text ?? "",
    d1Databases: ["DB"],
    serviceBindings: { SELF: kCurrentWorker },
    compatibilityDate: "2026-11-01",
    cf: false as const,
  };
  return new Miniflare(convertV4MiniflareOptions(options));
}

beforeAll(async () => {
  miniflare = await startWorker(readFileSync(path("worker.ts"), "utf8"));
  database = await miniflare.getD1Database("DB");
});
afterAll(async () => await miniflare.dispose());

test.each(["README.md", "../../packages/payment-server/README.md"])(
  "[P03] the snippet of %s runs in a Worker",
  async (readme) => {
    const blocks = [...readFileSync(path(readme), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, block]) => block ?? "",
    );
    const snippet = blocks.find((block) => block.includes("d1Storage")) ?? "";
    const worker = await startWorker(
      `${snippet}\nexport default { fetch: async () => Response.json(await storage.summary(0)) };`,
    );
    const response = await worker.dispatchFetch("http://localhost/");
    expect(await response.json()).toMatchObject({
      payments: {},
      unmatched_events: 0,
      warnings: [],
    });
    await worker.dispose();
  },
);

describe("a D1 database is a storage for a Worker in workerd:", () => {
  test.each(storageCases.map(({ name }, number) => ({ name, number })))(
    "$name",
    async ({ number }) => {
      const response = await miniflare.dispatchFetch(`http://localhost/${number}`);
      expect(await response.text()).toBe("ok");
    },
  );
});

test("a request that is cut off while it makes the tables does not keep the next ones of its isolate waiting", async () => {
  const worker = await startWorker(`
    import { d1Storage } from "@x/payment-server/storage/d1";
    let storage, calls = 0;
    export default { async fetch(request, env) {
      const batch = async (statements) => {
        if (calls++ === 0) await new Promise((resolve) => setTimeout(resolve, 60_000));
        return await env.DB.batch(statements);
      };
      storage ??= d1Storage({ prepare: (text) => env.DB.prepare(text), batch });
      if (request.url.endsWith("/cut-off")) return await env.SELF.fetch("http://localhost/", { signal: AbortSignal.timeout(1_000) }).catch(({ name }) => new Response(name));
      return Response.json(await storage.summary(0));
    } };`);
  expect(await (await worker.dispatchFetch("http://localhost/cut-off")).text()).toBe(
    "TimeoutError",
  );
  const next = await worker.dispatchFetch("http://localhost/");
  expect(await next.text()).toContain('"payments":{}');
  await worker.dispose();
});

type Event = Parameters<ReturnType<typeof d1Storage>["recordEvent"]>[0];
const EVENT: Event = {
  event_id: "dodo:msg_a",
  provider: "dodo",
  type: "payment.succeeded",
  payload_json: "{}",
  sync_status: "failed",
  sync_error: null,
  payment_id: null,
  attempts: 1,
  created_at: 1_795_421_760_000,
  updated_at: 1_795_421_760_000,
};

describe("its SQL, as the command prints it", () => {
  test("runs on D1, and again, and leaves the storage nothing to make", async () => {
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
      version: 2,
      made: false,
    });
    expect(await d1Storage(database, { table_prefix: "made_" }).migrate()).toEqual({
      version: 2,
      made: true,
    });
    const tables = async (prefix: string): Promise<unknown> => {
      const text = `SELECT type, REPLACE(name, '${prefix}', '') AS name, REPLACE(REPLACE(sql, '${prefix}', ''), 'IF NOT EXISTS ', '') AS text FROM sqlite_master WHERE tbl_name LIKE '${prefix}%' ORDER BY type, name`;
      return (await database.batch([database.prepare(text).bind()]))[0]?.results;
    };
    expect(await tables("printed_")).toEqual(await tables("made_"));
    expect(await tables("made_")).not.toEqual([]);
  });

  test("is what a migration of one's own gets", async () => {
    await database.batch(
      d1Migrations({ table_prefix: "own_" }).map((text) => database.prepare(text).bind()),
    );
    expect(await d1Storage(database, { table_prefix: "own_" }).migrate()).toEqual({
      version: 2,
      made: false,
    });
  });
});

test("[K13] a database of the first version is brought along by several at once, its open, crediting, held and paid rows kept", async () => {
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
      await first.claimCredit({ next, audit: audit(next), event: null }, 60_000, "guarded");
    else if (status !== "pending")
      await first.changePayment({ next, audit: audit(next), event: null });
  }
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => await d1Storage(database, options).migrate()),
  );
  expect(answers.map(({ version }) => version)).toEqual([2, 2, 2, 2]);
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
  // And the first version goes on beside it.
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

/** An open payment, as either version knows it. */
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

describe("the real binding", () => {
  test("has the face that is asked for", () => {
    expectTypeOf<Cloudflares>().toExtend<D1Database>();
  });

  test("without a clock of ours D1's own says what time it is, to the millisecond", async () => {
    const before = Date.now();
    const [result] = await database.batch([
      database.prepare("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now").bind(),
    ]);
    const { now } = (result?.results[0] ?? {}) as { now: number };
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before - 1);
    expect(now).toBeLessThanOrEqual(Date.now());
    const storage = d1Storage(database, { table_prefix: "clock_" });
    expect(await storage.recordEvent(EVENT, false)).toEqual(EVENT);
    expect(await storage.summary(now)).toMatchObject({ events: { failed: 1 }, warnings: [] });
  });

  test.each(["", "1a", "a-b", "sqlite_", "a;"])(
    "the prefix %j is refused at construction",
    (table_prefix) => {
      expect(() => d1Storage(database, { table_prefix })).toThrow(
        expect.objectContaining({
          code: "configuration",
          message: expect.stringContaining("table_prefix"),
        }),
      );
    },
  );

  test("a binding that is missing is refused at construction, and the fix is said", () => {
    const env: { DB?: D1Database } = {};
    expect(() => d1Storage(env.DB as D1Database)).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/env\.DB.*d1_databases/),
      }),
    );
  });
});

/** The real database, whose nth batch from now fails with these words, before or after its effect. */
function failing(
  failures: readonly (string | null)[],
  when: "before" | "after",
): { database: D1Database; tried(): number } {
  let tried = 0;
  return {
    tried: () => tried,
    database: {
      prepare: (text) => database.prepare(text),
      async batch(statements) {
        const words = failures[tried++] ?? null;
        if (words !== null && when === "before") throw new Error(words);
        const results = await database.batch(statements);
        if (words !== null) throw new Error(words);
        return results;
      },
    },
  };
}

const RESET = "D1_ERROR: Internal error in D1 DB storage caused object to be reset.";

describe.each(["before", "after"] as const)("a batch that fails %s its effect", (when) => {
  let count = 0;
  const onFailing = async (
    failures: readonly string[],
  ): Promise<{
    storage: ReturnType<typeof d1Storage>;
    tried(): number;
    read(): Promise<unknown>;
  }> => {
    const table_prefix = `fault_${when}${(count += 1)}_`;
    const healthy = d1Storage(database, { table_prefix });
    await healthy.migrate();
    // The migration looks for the tables and for their version first.
    const fault = failing([null, null, ...failures], when);
    return {
      storage: d1Storage(fault.database, { table_prefix }),
      tried: () => fault.tried() - 2,
      read: async () => await healthy.readEvent(EVENT.event_id),
    };
  };

  test.each([
    "D1_ERROR: Network connection lost.",
    RESET,
    "D1_ERROR: D1 DB reset because its code was updated.",
    "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.",
  ])("is repeated once where D1 says so: %s", async (words) => {
    const { storage, tried, read } = await onFailing([words]);
    expect(await storage.recordEvent(EVENT, false)).toMatchObject({ event_id: EVENT.event_id });
    expect([tried(), await read()]).toEqual([
      2,
      expect.objectContaining({ event_id: EVENT.event_id }),
    ]);
  });

  test("twice answers storage_unavailable, with no word of D1's", async () => {
    const { storage, tried } = await onFailing([RESET, RESET]);
    await expect(storage.recordEvent(EVENT, false)).rejects.toMatchObject({
      code: "storage_unavailable",
      status: 503,
      retry_after_ms: 5_000,
      message: expect.not.stringContaining("reset"),
    });
    expect(tried()).toBe(2);
    expect(await storage.recordEvent(EVENT, false)).toMatchObject({ event_id: EVENT.event_id });
  });

  test.each([
    ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", /busy/],
    ["D1_ERROR: Exceeded maximum DB size.", /full/],
    ["D1_ERROR: no such table: SQLITE_ERROR", /check its binding/],
  ])("is not repeated otherwise, and the fix is said: %s", async (words, fix) => {
    const { storage, tried } = await onFailing([words]);
    await expect(storage.recordEvent(EVENT, false)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(fix),
    });
    expect(tried()).toBe(1);
  });
});

test("a batch whose last statement fails leaves nothing behind: it is one transaction", async () => {
  await database.batch([database.prepare("CREATE TABLE whole (id INTEGER PRIMARY KEY)").bind()]);
  const insert = (): ReturnType<D1Database["prepare"]> =>
    database.prepare("INSERT INTO whole VALUES (?)").bind(1);
  await expect(database.batch([insert(), insert()])).rejects.toThrow(/UNIQUE/);
  expect(
    (await database.batch([database.prepare("SELECT id FROM whole").bind()]))[0]?.results,
  ).toEqual([]);
});
