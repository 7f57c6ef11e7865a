import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { journeys, type Mount } from "@x/example-shared/journeys";
import { createDodoEmulator } from "@x/dodo-emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startShop, type Shop } from "./start.ts";

describe("the shop over node:http", () => {
  const dodo = createDodoEmulator();
  const folder = mkdtempSync(join(tmpdir(), "shop-"));
  let shop: Shop;
  let mount: Mount;

  beforeAll(async () => {
    await dodo.listen();
    shop = await startShop({ ...dodo.env, DATABASE: join(folder, "shop.sqlite"), PORT: "0" });
    dodo.webhook_url = `${shop.url}/v1/payment/webhook`;
    mount = { shop_url: shop.url, dodo };
  });
  afterAll(async () => {
    await shop?.stop();
    await dodo.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(journeys.map((journey) => [journey.name, journey] as const))("%s", async (_, journey) => {
    await journey.run(mount);
  });

  test("a variable that makes no sense stops the server with a sentence that says the fix", async () => {
    const started = startShop({ ...dodo.env, DODO_ENVIRONMENT: "production", DATABASE: join(folder, "other.sqlite"), PORT: "0" });
    await expect(started).rejects.toThrow("DODO_ENVIRONMENT must be `test_mode` or `live_mode`");
  });
});
