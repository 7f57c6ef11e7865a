// Runs everything on this machine: a local Dodo, the shop on a SQLite file, and a page to click on.
// `--check` pays one topup without a browser and exits 0 only if the balance grew exactly once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBuyer } from "@x/example-shared/browser";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { startShop, type Shop } from "./start.ts";

const CREDITS = 2_200;
const folder = mkdtempSync(join(tmpdir(), "payment-demo-"));
const dodo = createDodoEmulator();
let shop: Shop | null = null;

async function start(): Promise<Shop> {
  await dodo.listen();
  const started = await startShop({
    ...dodo.env,
    DATABASE: join(folder, "shop.sqlite"),
    PORT: process.env["PORT"] ?? "0",
  });
  dodo.webhook_url = `${started.url}/v1/payment/webhook`;
  return started;
}

async function stop(): Promise<void> {
  await shop?.stop();
  await dodo.close();
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Pays once, has Dodo deliver the event a second time, and checks that the balance grew exactly
 * once.
 */
async function check(shop_url: string, local: DodoEmulator): Promise<boolean> {
  const started_at = performance.now();
  const buyer = createBuyer(shop_url, "demo");
  const before = await buyer.balance();
  const checkout = await buyer.checkout(await buyer.topup("medium"));
  await buyer.press(checkout.checkout_url, "succeeded");
  await buyer.waitFor(checkout.status_url, "paid");
  for (const { delivery_id } of local.deliveries) await local.resend(delivery_id);
  const after = await buyer.balance();
  const seconds = ((performance.now() - started_at) / 1_000).toFixed(1);
  console.log(`balance before ${before}, after ${after} credits, in ${seconds} s`);
  return after - before === CREDITS;
}

shop = await start().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : "the demo could not be started");
  await stop();
  process.exit(1);
});

if (process.argv.includes("--check")) {
  const grew = await check(shop.url, dodo).finally(stop);
  console.log(grew ? "grew once" : "did NOT grow once");
  process.exit(grew ? 0 : 1);
}

console.log(`
  Open ${shop.url} and buy a pack.
  Open ${shop.url}/desk for the desk of the administrator.
  Dodo is played by ${dodo.url}: no account, no key, nothing leaves this machine.
  Ctrl+C ends it.
`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void stop().then(() => process.exit(0)));
