// Builds the smallest whole app, starts it on a real PostgreSQL and buys in it. Its files are those
// of the README and of docs/start/next.md, and its tables are made by that page's SQL.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createDodoEmulator } from "@x/dodo-emulator";
import { buildShop } from "@x/example-next/start";
import { createBuyer } from "@x/example-shared/browser";
import { freePort } from "@x/example-shared/server";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { blocksOf, filesOf } from "../init/page-of-docs.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(`${root}README.md`, "utf8");
const docs_page = readFileSync(`${root}docs/start/next.md`, "utf8");
const schema = `next_${process.pid}`;
const url = new URL(inject("pg_url"));
url.searchParams.set("options", `-c search_path=${schema}`);
const pool = new pg.Pool({ connectionString: url.href, max: 1 });
const dodo = createDodoEmulator();
let app_url: string;
let app: ChildProcess;

beforeAll(async () => {
  await pool.query(`CREATE SCHEMA ${schema}; ${blocksOf(docs_page, "sql").join("\n")}`);
  await dodo.listen();
  await buildShop({}, here);
  const port = await freePort();
  app_url = `http://127.0.0.1:${port}`;
  dodo.webhook_url = `${app_url}/v1/payment/webhook`;
  app = spawn(`${here}node_modules/.bin/next`, ["start", "-H", "127.0.0.1", "-p", `${port}`], {
    cwd: here,
    env: { ...process.env, ...dodo.env, NODE_ENV: "production", DATABASE_URL: url.href },
    stdio: "ignore",
  });
  await vi.waitFor(isUp, { timeout: 120_000, interval: 250 });
});
afterAll(async () => {
  if (app?.kill()) await once(app, "close");
  await dodo.close();
  await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool.end();
});

/** Rejects while the app does not answer. */
async function isUp(): Promise<void> {
  await fetch(`${app_url}/v1/payment/methods`);
}

/** Returns the page as a signed-in visitor gets it, without the marks of React. */
async function pageOf(): Promise<string> {
  const page = await fetch(`${app_url}/`, { headers: { cookie: "user=ada" } });
  return (await page.text()).replaceAll("<!-- -->", "");
}

test("the page has the balance and a button for each pack, and no database is needed to build it", async () => {
  const page = await pageOf();
  expect(page).toContain("<p>0 credits</p>");
  expect(page.match(/<dodo-topup-button/g)).toHaveLength(2);
});

test("a paid topup is credited once, in the transaction that marks the payment", async () => {
  await pool.query("INSERT INTO topups VALUES ('tu_1', 'ada', 500, 500, 'pending')");
  const buyer = createBuyer(app_url, "ada");
  const checkout = await buyer.checkout("tu_1");
  await buyer.press(checkout.checkout_url, "succeeded");
  await buyer.waitFor(checkout.status_url, "paid");
  for (const { delivery_id } of dodo.deliveries) await dodo.resend(delivery_id);
  expect(await pageOf()).toContain("<p>500 credits</p>");
  const { rows } = await pool.query("SELECT status FROM topups");
  expect(rows).toEqual([{ status: "paid" }]);
});

test("[P03] docs/start/next.md shows the files that are built here, and each says its place", () => {
  const files = filesOf(docs_page, root);
  expect(files.map(({ path }) => path)).toEqual([
    "db.ts",
    "session.ts",
    "payment.ts",
    "app/v1/payment/[...route]/route.ts",
    "app/actions.ts",
    "app/page.tsx",
  ]);
  expect(files.map(({ source }) => source)).toEqual(
    files.map(({ path }) => `examples/next-postgres/${path}`),
  );
});

test.each([
  "db.ts",
  "payment.ts",
  "app/v1/payment/[...route]/route.ts",
  "app/actions.ts",
  "app/page.tsx",
])("[P03] the README's %s is the one that is built here", (name) => {
  const text = readFileSync(`${here}${name}`, "utf8");
  const language = name.endsWith("x") ? "tsx" : "ts";
  expect(readme).toContain(`\`\`\`${language}\n${text}\`\`\``);
});
