import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
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

  test("the button and its languages are served as the package ships them", async () => {
    const button = await fetch(`${shop.url}/dodo-topup-button.js`);
    expect(button.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const code = await button.text();
    expect(code).toBe(readFileSync(new URL("../../packages/payment-client/dist/cdn/dodo-topup-button.js", import.meta.url), "utf8"));
    const words = code.match(/words\/[\w-]+\.js/g) ?? [];
    expect(words.length).toBeGreaterThan(0);
    for (const path of words) expect([path, (await fetch(`${shop.url}/${path}`)).status]).toEqual([path, 200]);
  });

  test("another site's page makes no topup", async () => {
    const make = async (origin: string): Promise<number> => (await fetch(`${shop.url}/topups`, { method: "POST", headers: { cookie: "user=ada", origin }, body: '{"pack":"small"}' })).status;
    expect(await make("https://elsewhere.example")).toBe(403);
    expect(await make("null")).toBe(403);
    expect(await make(shop.url)).toBe(200);
  });

  test.each(["/shop.ts", "/page.html", "/words", "/words/", "/words/../../package.json", "/words/..%2f..%2f..%2fpackage.json", "//page.css"])("no other path reaches a file: %s", async (path) => {
    // Sent exactly as it stands: `fetch` would tidy it up.
    const status = await new Promise((resolve) => get({ host: "127.0.0.1", port: new URL(shop.url).port, path }, (answer) => resolve(answer.resume().statusCode)));
    expect(status).toBe(404);
  });

  test("a variable that makes no sense stops the server with a sentence that says the fix", async () => {
    const started = startShop({ ...dodo.env, DODO_ENVIRONMENT: "production", DATABASE: join(folder, "other.sqlite"), PORT: "0" });
    await expect(started).rejects.toThrow("DODO_ENVIRONMENT must be `test_mode` or `live_mode`");
  });
});
