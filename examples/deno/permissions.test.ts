import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const deno: { runInstall(): string } = createRequire(import.meta.url)("deno/install_api.cjs");

/** Constructs a service with every option given, and prints its methods. */
const PROGRAM = `
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";
const payment = new PaymentService({
  readTopup: () => null,
  finishTopup: () => null,
  authenticate: () => null,
  base_url: "http://localhost:3000",
  storage: memoryStorage(),
  providers: [dodoPaymentProvider({
    api_key: "sk_test", product_id: "pdt_topup", webhook_key: "whsec_" + btoa("x".repeat(32)),
    environment: "test_mode", currency: "usd", api_base_url: "http://localhost:4000",
  })],
});
const response = await payment.fetch(new Request("http://localhost:3000/v1/payment/methods"));
console.log(response.status, (await response.json()).items[0].enabled);
`;

test("[F34] without the right to read variables, those count as absent and the options are used", () => {
  const { stdout, stderr } = spawnSync(
    deno.runInstall(),
    [
      "run",
      "--no-prompt",
      "--no-remote",
      "--cached-only",
      "--no-lock",
      "--allow-net",
      "--ext=ts",
      "-",
    ],
    { cwd: folder, input: PROGRAM, encoding: "utf8" },
  );
  expect(stderr).not.toContain("NotCapable");
  expect(stdout).toBe("200 true\n");
});
