import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createDodoEmulator } from "@x/dodo-emulator";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
// The files are inside an example, so that the snippets find the packages as an application does.
const folder = mkdtempSync(`${root}examples/node/.snippets-`);

/** Returns the code block of a README whose first line is `// <name>`. */
function snippet(readme: string, name: string): string {
  const text = readFileSync(root + readme, "utf8");
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
  const found = blocks.find((block) => block.startsWith(`// ${name}\n`));
  if (found === undefined) throw new Error(`${readme} has no snippet ${name}`);
  return found;
}

const environment = process.env;
const dodo = createDodoEmulator({ delivery: "manual" });

beforeAll(async () => {
  await dodo.listen();
  process.env = { ...environment, ...dodo.env, DOWNCITY_CITY_BASE_URL: "http://localhost:3000" };
});
afterAll(async () => {
  process.env = environment;
  await dodo.close();
  rmSync(folder, { recursive: true, force: true });
});

test("[P03] the host of the docs is the one the examples run", () => {
  expect(snippet("docs/start/frameworks.md", "host.ts").replace("// host.ts\n", "")).toBe(
    readFileSync(`${root}examples/shared/host.ts`, "utf8"),
  );
});

test("[P03] the mount and host of the docs credit a payment once", async () => {
  const server = snippet("docs/start/frameworks.md", "server.ts")
    .replace('"shop.sqlite"', JSON.stringify(`${folder}/shop.sqlite`))
    .replace('"payments.sqlite"', JSON.stringify(`${folder}/payments.sqlite`));
  writeFileSync(`${folder}/host.ts`, snippet("docs/start/frameworks.md", "host.ts"));
  writeFileSync(`${folder}/server.ts`, server);
  const db = new DatabaseSync(`${folder}/shop.sqlite`);
  db.exec(
    "CREATE TABLE topups (topup_id TEXT PRIMARY KEY, user_id TEXT, credits INTEGER, usd_cents INTEGER, status TEXT, note TEXT)",
  );
  db.exec("CREATE TABLE balances (user_id TEXT PRIMARY KEY, credits INTEGER)");
  db.exec("INSERT INTO topups VALUES ('tu_1', 'ada', 500, 5000, 'pending', NULL)");
  const { payment } = await import(pathToFileURL(`${folder}/server.ts`).href);
  // On a busy machine Dodo may not answer in time, which the caller tries again.
  const checkout = await vi.waitFor(
    async () => await payment.createCheckout({ topup_id: "tu_1", user_id: "ada" }),
    { timeout: 120_000 },
  );
  const paid = await dodo.pay(checkout.provider_session_id);
  const body = {
    business_id: dodo.business_id,
    type: "payment.succeeded",
    timestamp: new Date().toISOString(),
    data: { payload_type: "Payment", ...paid },
  };
  for (const webhook_id of ["msg_1", "msg_1", "msg_2"]) {
    const url = "http://localhost:3000/v1/payment/webhook";
    await vi.waitFor(
      async () => {
        const response = await payment.fetch(dodo.signedRequest(body, { webhook_id, url }));
        expect(await response.json()).toMatchObject({ received: true, sync_status: "applied" });
      },
      { timeout: 120_000 },
    );
  }
  expect(db.prepare("SELECT credits FROM balances WHERE user_id = 'ada'").get()).toEqual({
    credits: 500,
  });
  expect(db.prepare("SELECT status, note FROM topups").get()).toEqual({
    status: "paid",
    note: `dodo topup ${paid.payment_id}`,
  });
  db.close();
});

test("[P03] the mount is at most 12 lines", () => {
  expect(
    snippet("docs/start/frameworks.md", "server.ts")
      .trim()
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("//")).length,
  ).toBeLessThanOrEqual(12);
});
