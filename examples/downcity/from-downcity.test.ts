// Follows docs/from-downcity.md: the previous service has open pages, and the Federation switches
// to ours.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createDodoEmulator, createManualClock, type DodoEmulator } from "@x/dodo-emulator";
import type { PaymentService } from "@x/payment-server";
import { openLedger, type Ledger } from "@x/example-shared/ledger";
import { expect, onTestFinished, test, vi } from "vitest";
import { createBalance } from "./balance.ts";
import { Federation } from "./federation.ts";

const HOUR = 3_600_000;
const PAGE = readFileSync(
  fileURLToPath(new URL("../../docs/from-downcity.md", import.meta.url)),
  "utf8",
);
const [MOUNT = "", LOOK = "", CREDIT = ""] = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code]) => code,
);
const { log } = console;

interface Switched {
  ledger: Ledger;
  base: Federation;
  dodo: DodoEmulator;
  payment: PaymentService;
  /** Opens a page of the previous service. */
  sell(usd_cents: number): Promise<{ topup_id: string; session_id: string }>;
  /** Runs the snippet of the document and returns what it prints. */
  look(): Promise<unknown[][]>;
  /** Runs the last snippet with what the one before it has found. */
  credit(topup_id: string, provider_payment_id: string): Promise<void>;
}

test("[D15] money for a page of the previous service is reported, found and credited by hand, once", async () => {
  const { ledger, dodo, payment, sell, look, credit, base } = await openSwitched();
  const [old, again] = [await sell(5_000), await sell(2_000)];
  // This topup is opened again with our service, and both of its pages are paid.
  const checkout = await payment.createCheckout({ topup_id: again.topup_id, user_id: "ada" });
  await dodo.pay(checkout.provider_session_id);
  const paid = await dodo.pay(old.session_id);
  const twice = await dodo.pay(again.session_id);
  expect((await dodo.deliverAll()).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(
    (await payment.listEvents()).items
      .map(({ sync_status, sync_error }) => [sync_status, sync_error])
      .sort(),
  ).toEqual([
    ["applied", null],
    ["held", "unmatched"],
    ["held", "unmatched"],
  ]);

  expect((await payment.check()).findings.map(({ code }) => code)).toContain("unmatched");
  expect(ledger.balanceOf("ada")).toBe(200);
  expect(await look()).toEqual([[old.topup_id, paid.payment_id, 5_000, 5_000]]);
  expect(
    (await payment.drift()).items
      .map(({ reason, topup_id, topup_status, provider_payment_id }) => [
        reason,
        topup_id,
        topup_status,
        provider_payment_id,
      ])
      .sort(),
  ).toEqual(
    [
      ["no_row", again.topup_id, "paid", twice.payment_id],
      ["no_row", old.topup_id, "pending", paid.payment_id],
    ].sort(),
  );

  await credit(old.topup_id, paid.payment_id);
  await expect(credit(old.topup_id, paid.payment_id)).rejects.toMatchObject({ statusCode: 409 });
  expect(ledger.balanceOf("ada")).toBe(700);
  expect(await look()).toEqual([]);
  expect(
    (await payment.drift()).items.map(({ provider_payment_id }) => provider_payment_id),
  ).toEqual([twice.payment_id]);
  // The tables of the previous service are unchanged.
  expect(
    ledger.db
      .prepare("SELECT id, status FROM payment_payments ORDER BY id")
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([
    { id: "pay_2000", status: "pending" },
    { id: "pay_5000", status: "pending" },
  ]);
  expect((await base.fetch(new Request("http://shop.example/v1/payment/methods"))).status).toBe(
    200,
  );
});

test("[D15] beside the previous service, under another id, a payment that the previous one credits is reported and not listed", async () => {
  const { ledger, dodo, payment, sell, credit } = await openSwitched("topups");
  const { topup_id, session_id } = await sell(5_000);
  await dodo.pay(session_id);
  // The previous service calls the balance in the same way.
  await credit(topup_id, "pay_5000");
  expect((await dodo.deliverAll()).map(({ status }) => status)).toEqual([200]);
  expect(
    (await payment.listEvents()).items.map(({ sync_status, sync_error }) => [
      sync_status,
      sync_error,
    ]),
  ).toEqual([["held", "unmatched"]]);
  expect([ledger.balanceOf("ada"), (await payment.drift()).items]).toEqual([500, []]);
  const next = await payment.createCheckout({
    topup_id: ledger.createTopup("ada", 100, 1_000),
    user_id: "ada",
  });
  expect(dodo.requests.findLast(({ path }) => path === "/checkouts")?.body).toMatchObject({
    return_url: expect.stringContaining("/v1/topups/redirect/success"),
  });
  await dodo.pay(next.provider_session_id);
  expect((await dodo.deliverAll()).map(({ status }) => status)).toEqual([200]);
  expect(ledger.balanceOf("ada")).toBe(600);
});

/**
 * Starts the switched Federation, with Dodo's clock two hours behind, since the drift report leaves
 * out recent payments.
 */
async function openSwitched(id: string | null = null): Promise<Switched> {
  const folder = mkdtempSync(fileURLToPath(new URL(".snippets-", import.meta.url)));
  const file = join(folder, "payments.sqlite");
  const ledger = openLedger(file);
  ledger.db.exec(
    "CREATE TABLE payment_payments (id TEXT PRIMARY KEY, topup_id TEXT, status TEXT); CREATE TABLE payment_events (id TEXT PRIMARY KEY)",
  );
  const dodo = createDodoEmulator({
    delivery: "manual",
    clock: createManualClock(Date.now() - 2 * HOUR),
    fetch: async (request) => await base.fetch(await signedNow(dodo, request)),
  });
  const { url } = await dodo.listen();
  const base = new Federation({
    variables: { ...dodo.env, DOWNCITY_CITY_BASE_URL: "http://shop.example" },
  });
  const balance = createBalance(ledger);
  dodo.webhook_url = `http://shop.example/v1/${id ?? "payment"}/webhook`;

  const named =
    id === null
      ? MOUNT
      : MOUNT.replace("new PaymentService({", `new PaymentService({ id: "${id}",`);
  const { payment } = await run(
    folder,
    named
      .replace(/^import \{ BalanceService .*\n/m, "")
      .replace('"payments.sqlite"', JSON.stringify(file)),
    { base, balance, payment: undefined },
  );
  expect(payment.id).toBe(id ?? "payment");
  expect(await base.health()).toMatchObject({ ok: true });
  onTestFinished(async () => {
    await dodo.close();
    ledger.db.close();
    rmSync(folder, { recursive: true });
  });
  return {
    ledger,
    base,
    dodo,
    payment,
    async sell(usd_cents) {
      const topup_id = ledger.createTopup("ada", usd_cents / 10, usd_cents);
      const payment_id = `pay_${usd_cents}`;
      ledger.db
        .prepare("INSERT INTO payment_payments VALUES (?, ?, 'pending')")
        .run(payment_id, topup_id);
      const metadata = {
        payment_id,
        topup_id,
        user_id: "ada",
        credits: String(usd_cents / 10),
        usd_cents: String(usd_cents),
      };
      const body = JSON.stringify({
        product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: usd_cents }],
        metadata,
      });
      const response = await fetch(`${url}/checkouts`, {
        method: "POST",
        headers: { authorization: `Bearer ${dodo.api_key}` },
        body,
      });
      return {
        topup_id,
        session_id: ((await response.json()) as { session_id: string }).session_id,
      };
    },
    async look() {
      const printed: unknown[][] = [];
      vi.spyOn(console, "log").mockImplementation((...line) => void printed.push(line));
      try {
        await run(folder, LOOK, { payment });
      } finally {
        console.log = log;
      }
      return printed;
    },
    credit: async (topup_id, provider_payment_id) =>
      void (await run(folder, CREDIT, { balance, topup_id, provider_payment_id })),
  };
}

let runs = 0;
/**
 * Writes a snippet as a module into this folder, with the names that the document takes as given.
 */
async function run(
  folder: string,
  code: string,
  given: Record<string, unknown>,
): Promise<{ payment: PaymentService }> {
  const file = join(folder, `snippet-${(runs += 1)}.ts`);
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  Object.assign(globalThis, { given });
  const exported = code.replace("const payment =", "export const payment =");
  writeFileSync(
    file,
    `const { ${names.join(", ")} } = Reflect.get(globalThis, "given");\n${exported}`,
  );
  return (await import(pathToFileURL(file).href)) as { payment: PaymentService };
}

/**
 * Signs the delivery with the current time, because Dodo's clock is behind here and a signature
 * must be recent.
 */
async function signedNow(dodo: DodoEmulator, request: Request): Promise<Request> {
  return dodo.signedRequest(await request.text(), {
    webhook_id: request.headers.get("webhook-id") ?? "",
    timestamp: Math.floor(Date.now() / 1000),
    url: request.url,
  });
}
