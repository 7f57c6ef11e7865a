/**
 * The fixture of Vitest, the service of `emulate`, and HTTPS. `readme.test.ts` runs the fixture of
 * Playwright.
 */
import { request } from "node:https";
import DodoPayments from "dodopayments";
import { createEmulator } from "emulate";
import { generate } from "selfsigned";
import { expect, test, test as base } from "vitest";
import service, { dodoService } from "./emulate.ts";
import { createDodoEmulator } from "./emulator.ts";
import { dodoFixture } from "./vitest.ts";

const withDodo = base.extend({ dodo: dodoFixture({ clock: "manual" }) });
const urls: string[] = [];

withDodo("a fixture of Vitest has a Dodo that listens", async ({ dodo }) => {
  urls.push(dodo.url);
  expect((await fetch(dodo.url)).status).toBe(200);
});

withDodo("each test has one of its own, and it is closed after the test", async ({ dodo }) => {
  expect(dodo.url).not.toBe(urls[0]);
  await expect(fetch(urls[0] ?? "")).rejects.toThrow("fetch failed");
});

test("emulate runs it as a service, in process and on a port", async () => {
  const local = await createEmulator({ service, listen: false });
  const network = await createEmulator({
    service: dodoService({ api_key: "mine" }),
    port: 0,
  });
  const { url } = network;
  const sdk = new DodoPayments({ bearerToken: "mine", baseURL: url });
  const product_cart = [{ product_id: "pdt_topup", quantity: 1, amount: 5000 }];
  const { checkout_url } = await sdk.checkoutSessions.create({ product_cart });
  expect(checkout_url).toContain(`${url}/session/`);
  expect(await (await fetch(checkout_url ?? "")).text()).toContain("50.00");
  for (const emulator of [local, network]) await emulator.close();
});

test("listen() serves HTTPS with a certificate", async () => {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }]);
  await using dodo = createDodoEmulator();
  const { url } = await dodo.listen({ hostname: "localhost", https: { cert, key } });
  expect(url).toMatch(/^https:\/\/localhost:\d+$/);
  const status = await new Promise((resolve, reject) => {
    request(url, { ca: cert }, (response) => resolve(response.statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(200);
});
