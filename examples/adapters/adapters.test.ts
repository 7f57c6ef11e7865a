// Dodo's official adapters, unchanged, in processes that reach Dodo only on this machine.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDodoEmulator } from "@x/dodo-emulator";
import { describe, expect, test } from "vitest";
import { deliveries } from "./deliveries.ts";
import { type Adapter, ADAPTERS, type Shop, startShop } from "./shop.ts";

const compared = await readFile(new URL("../../docs/compare.md", import.meta.url), "utf8");

// The keys of the local Dodo are the same in every process, so this one signs for the others.
const signer = createDodoEmulator();

/** Sends deliveries to a shop, and says what its handler was called with. */
async function outcome(shop: Shop, bodies: readonly unknown[]): Promise<string> {
  const before = (await shop.heard()).length;
  let status = 0;
  for (const body of bodies) {
    const request = signer.signedRequest(body, { url: `${shop.url}/webhook`, webhook_id: "msg_1" });
    status = (await fetch(request)).status;
  }
  const calls = (await shop.heard()).length - before;
  if (status !== 200) return `refused, ${status}`;
  return calls === 1 ? "called" : `called ${calls} times`;
}

describe.each(ADAPTERS)("%s", (adapter) => {
  test("opens a checkout, a buyer pays on the page, and its handler is called", async () => {
    await using shop = await startShop(adapter);
    const { status, checkout_url } = await shop.checkout(5000);
    expect(status).toBe(200);
    expect(checkout_url).toContain(`${shop.dodo_url}/session/cks_`);
    const paid = await fetch(`${checkout_url}/pay`, {
      method: "POST",
      body: new URLSearchParams({ method: "4242424242424242" }),
      redirect: "manual",
    });
    expect(paid.headers.get("location")).toMatch(
      /back\?payment_id=pay_\w+&status=succeeded&email=/,
    );
    await expect.poll(shop.heard).toEqual([expect.stringMatching(/^payment\.succeeded pay_\w+$/)]);
  });
});

test("docs/compare.md says what each adapter does with each delivery", async () => {
  const cases = await deliveries();
  const rows = new Map<string, string[]>(Object.keys(cases).map((name) => [name, []]));
  for (const adapter of ADAPTERS) {
    await using shop = await startShop(adapter);
    for (const [name, bodies] of Object.entries(cases))
      rows.get(name)?.push(await outcome(shop, bodies));
  }
  const table = [...rows].map(([name, cells]) => `| ${name} | ${cells.join(" | ")} |`);
  const shown = compared.split("\n").filter((line) => /^\| .*\| (called|refused)/.test(line));
  expect(shown).toEqual(table);
});

test("docs/compare.md names the versions that ran", () => {
  const version = (adapter: Adapter): string =>
    createRequire(import.meta.url)(`./node_modules/@dodopayments/${adapter}/package.json`).version;
  const head = ADAPTERS.map((adapter) => `${adapter} ${version(adapter)}`).join(" | ");
  expect(compared).toContain(`| delivery | ${head} |`);
});

test("the nextjs adapter does not load in plain Node over `import`", async () => {
  const entry = "./node_modules/@dodopayments/nextjs/dist/index.js";
  const loading = promisify(execFile)(process.execPath, [entry], {
    cwd: new URL(".", import.meta.url),
  });
  await expect(loading).rejects.toMatchObject({
    stderr: expect.stringContaining("__dirname is not defined"),
  });
});

test("the browser decides the amount, and better-auth leaves the host of its client", async () => {
  await using shop = await startShop("hono");
  const { checkout_url } = await shop.checkout(100);
  expect(await (await fetch(checkout_url)).text()).toContain("1.00");
  await using elsewhere = await startShop("better-auth", {
    env: { ADAPTER_BASE_URL: shop.dodo_url },
  });
  expect((await elsewhere.checkout(5000)).status).toBe(500);
  expect(elsewhere.output()).toContain("live.dodopayments.com is a live host");
});

const deno: { runInstall(): string } = createRequire(import.meta.url)("deno/install_api.cjs");
const bun = fileURLToPath(new URL("./node_modules/.bin/bun", import.meta.url));
const runtimes: Record<string, () => { command: string; flags: string[] }> = {
  Bun: () => ({ command: bun, flags: ["--preload", "@x/dodo-emulator/register"] }),
  Deno: () => ({
    command: deno.runInstall(),
    flags: ["run", "-A", "--no-prompt", "--node-modules-dir=manual", "--preload", "./preload.ts"],
  }),
};

test.each(Object.keys(runtimes))("%s loads it first with --preload", async (name) => {
  await using shop = await startShop("hono", runtimes[name]?.());
  const { checkout_url } = await shop.checkout(5000);
  await fetch(`${checkout_url}/pay`, {
    method: "POST",
    body: new URLSearchParams({ result: "succeeded" }),
    redirect: "manual",
  });
  await expect.poll(shop.heard).toEqual([expect.stringMatching(/^payment\.succeeded pay_/)]);
});
