/** `node --import @x/dodo-emulator/register`: a process that reaches Dodo only on this machine. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createDodoEmulator } from "./emulator.ts";
import { ruleFor } from "./dodo-hosts.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const sdk = `
  import DodoPayments from "dodopayments";
  const client = (more) => new DodoPayments({ environment: "test_mode", maxRetries: 0, ...more });
  const open = (more, product_id = process.env.DODO_PRODUCT_ID) =>
    client(more).checkoutSessions.create({ product_cart: [{ product_id, quantity: 1, amount: 5000 }] });
`;

/** Runs a script behind `register`; resolves to what it printed. */
async function run(script: string, env: Record<string, string> = {}) {
  const flags = ["--import", "./src/register.ts", "--input-type=module", "--eval", sdk + script];
  const { DODO_EMULATOR_URL: _other, ...own } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, flags, {
    cwd: folder,
    env: { ...own, ...env },
  });
  return { stdout: stdout.trim(), stderr };
}

test.each([
  ["test.dodopayments.com", "local"],
  ["TEST.dodopayments.com.", "local"],
  ["test.checkout.dodopayments.com", "local"],
  ["live.dodopayments.com", "refused"],
  ["checkout.dodopayments.com", "refused"],
  ["customer.dodopayments.com", "refused"],
  ["docs.dodopayments.com", "other"],
  ["test.dodopayments.com.evil.example", "other"],
  ["shop.example", "other"],
] as const)("the host %s is %s", (hostname, rule) => {
  expect(ruleFor(hostname)).toBe(rule);
});

test("the official SDK opens a checkout with nothing else set, and the process ends by itself", async () => {
  const { stdout, stderr } = await run(`
    const { session_id, checkout_url } = await open();
    console.log((await client().checkoutSessions.retrieve(session_id)).payment_status, checkout_url);
    console.log(await fetch(checkout_url).then((page) => page.status));`);
  expect(stdout).toMatch(/^null http:\/\/127\.0\.0\.1:\d+\/session\/cks_\w{21}\n200$/);
  expect(stderr).toContain("DODO_EMULATOR_WEBHOOK_URL");
});

test("a request to another host is sent as it is, with its body", async () => {
  const { stdout } = await run(`
    import { createServer } from "node:http";
    const server = createServer((request, response) => request.pipe(response)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.on("listening", resolve));
    const request = new Request("http://127.0.0.1:" + server.address().port, { method: "POST", body: "as it is" });
    console.log(await (await fetch(request)).text());
    server.close();
    server.closeAllConnections();
  `);
  expect(stdout).toBe("as it is");
});

test("the variable that @x/payment-server reads names the local Dodo, its own or another", async () => {
  const script = `console.log(process.env.DODO_API_BASE_URL === process.env.DODO_EMULATOR_URL, process.env.DODO_API_BASE_URL);`;
  expect((await run(script)).stdout).toMatch(/^true http:\/\//);
  const other = { DODO_EMULATOR_URL: "http://127.0.0.1:8765" };
  expect((await run(script, other)).stdout).toBe("true http://127.0.0.1:8765");
});

test("a live host is refused with a sentence, over fetch and over node:https", async () => {
  const { stdout, stderr } = await run(`
    await open({ environment: "live_mode" }).catch((error) => console.log(error.status, error.error.message));
    const { get } = await import("node:https");
    for (const host of ["live", "test"])
      try { get("https://" + host + ".dodopayments.com/payments"); } catch (error) { console.log(error.message); }`);
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(/^403 live\.dodopayments\.com is a live host .* set environment to/);
  expect(lines[1]).toContain("live.dodopayments.com is a live host");
  expect(lines[2]).toContain("test.dodopayments.com was called over node:https");
  expect(stderr).toContain("is a live host");
});

test("keys and products come from the variables that the application has", async () => {
  const { stdout } = await run(
    `await open({}, "pdt_book");
     console.log((await client().products.retrieve("pdt_book")).price.price, process.env.DODO_PAYMENTS_WEBHOOK_KEY);
     await open({ bearerToken: "other" }).catch((error) => console.log(error.status));`,
    {
      DODO_PAYMENTS_API_KEY: "mine",
      DODO_WEBHOOK_KEY: "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=",
      DODO_EMULATOR_PRODUCTS: "pdt_topup pdt_book=1500",
    },
  );
  expect(stdout).toBe("1500 whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=\n401");
});

test("a variable that is empty counts as not set", async () => {
  const { stdout } = await run(
    `await open();
     console.log(process.env.DODO_PRODUCT_ID, process.env.DODO_PAYMENTS_WEBHOOK_KEY);`,
    {
      DODO_EMULATOR_PRODUCTS: "",
      DODO_PRODUCT_ID: "",
      DODO_PAYMENTS_WEBHOOK_KEY: "",
      DODO_WEBHOOK_KEY: "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=",
    },
  );
  expect(stdout).toBe("pdt_topup whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=");
});

test.each(["DODO_PRODUCT_ID", "DODO_EMULATOR_PRODUCTS"])(
  "a product in %s that cannot be read is reported under that name",
  async (name) => {
    await expect(run("", { [name]: "pdt_book=cheap" })).rejects.toMatchObject({
      stderr: expect.stringContaining(
        `${name}: the price in ID=PRICE must be a whole number of minor units`,
      ),
    });
  },
);

test("a live key is refused before the application starts", async () => {
  const failed = run(`console.log("started");`, { DODO_PAYMENTS_API_KEY: "dodo_live_x" });
  await expect(failed).rejects.toMatchObject({
    stdout: "",
    stderr: expect.stringContaining("api_key is a live key"),
  });
});

test("a Dodo that listens elsewhere answers if DODO_EMULATOR_URL names it", async () => {
  const dodo = createDodoEmulator();
  onTestFinished(() => dodo.close());
  const { url } = await dodo.listen();
  const { stdout, stderr } = await run(`console.log((await open()).checkout_url);`, {
    ...dodo.env,
    DODO_EMULATOR_URL: url,
  });
  expect(stdout).toContain(`${url}/session/`);
  expect(stderr).toBe("");
  expect(dodo.requests).toMatchObject([{ method: "POST", path: "/checkouts", status: 200 }]);
});

test("a child process uses the Dodo of its parent", async () => {
  const child = `${sdk} console.log((await client().checkoutSessions.retrieve(process.argv[1])).id === process.argv[1]);`;
  const { stdout } = await run(`
    import { execFile } from "node:child_process";
    import { promisify } from "node:util";
    const { session_id } = await open();
    const args = ["--import", "./src/register.ts", "--input-type=module", "--eval", ${JSON.stringify(child)}, session_id];
    console.log((await promisify(execFile)(process.execPath, args)).stdout.trim());`);
  expect(stdout).toBe("true");
});
