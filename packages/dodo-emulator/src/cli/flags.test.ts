import { describe, expect, test } from "vitest";
import { createDodoEmulator } from "../emulator.ts";
import { usage } from "./banner.ts";
import { readCommandLine } from "./flags.ts";
import { UsageError } from "./seeds.ts";

const nothing = {
  options: {},
  port: null,
  hostname: "127.0.0.1",
  allow_public: false,
  help: false,
  command: [],
};

test("without arguments every default applies", () => {
  expect(readCommandLine([])).toEqual(nothing);
});

describe("a flag", () => {
  test.each([
    [["--port", "4400"], { port: 4400 }],
    [["-p", "0"], { port: 0 }],
    [["--port=65535"], { port: 65_535 }],
    [["--host", "0.0.0.0"], { hostname: "0.0.0.0" }],
    [["--allow-public"], { allow_public: true }],
    [["--help"], { help: true }],
    [["-h"], { help: true }],
  ])("%j sets %j", (args, expected) => {
    expect(readCommandLine(args)).toEqual({ ...nothing, ...expected });
  });

  test.each([
    [["--webhook", "http://localhost:3000/hook"], { webhook_url: "http://localhost:3000/hook" }],
    [["-w", "https://shop.test/"], { webhook_url: "https://shop.test/" }],
    [["--product", "pdt_a"], { products: [{ product_id: "pdt_a" }] }],
    [
      ["--product", "pdt_a=500", "--product=pdt_b"],
      { products: [{ product_id: "pdt_a", price: 500 }, { product_id: "pdt_b" }] },
    ],
    [["--product", "pdt_free=0"], { products: [{ product_id: "pdt_free", price: 0 }] }],
    [
      ["--discount", "HALF=50%"],
      { discounts: [{ code: "HALF", type: "percentage", amount: 5000 }] },
    ],
    [
      ["--discount", "ALL=100%"],
      { discounts: [{ code: "ALL", type: "percentage", amount: 10_000 }] },
    ],
    [["--discount", "FIVE=500"], { discounts: [{ code: "FIVE", type: "flat", amount: 500 }] }],
    [["--tax-bps", "826"], { tax_bps: 826 }],
    [["--tax-bps", "0"], { tax_bps: 0 }],
    [["--api-key", "mine"], { api_key: "mine" }],
    [
      ["--webhook-key", "whsec_a", "--webhook-key", "whsec_b"],
      { webhook_key: ["whsec_a", "whsec_b"] },
    ],
    [["--bank-debit-seconds", "90"], { bank_debit_ms: 90_000 }],
    [["--bank-debit-seconds", "0"], { bank_debit_ms: 0 }],
    [["--payments-per-session", "many"], { payments_per_session: "many" }],
    [["--payments-per-session", "one"], { payments_per_session: "one" }],
    [["--payment-id-after-decline", "same"], { payment_id_after_decline: "same" }],
    [["--webhook-id-on-resend", "new"], { webhook_id_on_resend: "new" }],
    [["--environment", "test_mode"], { environment: "test_mode" }],
  ])("%j sets the options %j", (args, options) => {
    expect(readCommandLine(args)).toEqual({ ...nothing, options });
  });

  test.each([
    [["--nonsense"], "--nonsense"],
    [["-x"], "-x"],
    [["--port"], "--port"],
    [["--port", "abc"], "--port must be a whole number up to 65535"],
    [["--port", "65536"], "--port must be a whole number up to 65535"],
    [["--port=-1"], "--port must be a whole number up to 65535"],
    [["--port", "1.5"], "--port must be a whole number up to 65535"],
    [["--port="], "--port must be a whole number up to 65535"],
    [
      ["--webhook", "shop.test"],
      "--webhook must be an http or https URL, such as http://localhost:3000/v1/payment/webhook",
    ],
    [["--webhook", "ftp://shop.test"], "--webhook must be an http or https URL"],
    [["--webhook="], "--webhook must be an http or https URL"],
    [["--product", "=500"], "--product needs an id, such as pdt_topup or pdt_book=1500"],
    [["--product", "pdt_a=5=7"], "--product needs an id, such as pdt_topup or pdt_book=1500"],
    ...["x", "", "1.5", "2147483648"].map((price): [string[], string] => [
      ["--product", `pdt_a=${price}`],
      "--product: the price in ID=PRICE must be a whole number of minor units up to 2147483647",
    ]),
    [
      ["--discount", "HALF"],
      "--discount needs a code and what it takes off, such as HALF=50% or FIVE=500",
    ],
    [["--discount", "=50%"], "--discount needs a code"],
    [["--discount", "HALF=%"], "--discount needs a code"],
    [["--discount", "HALF=5.5%"], "--discount needs a code"],
    ...["0%", "101%"].map((percent): [string[], string] => [
      ["--discount", `HALF=${percent}`],
      "--discount: the percentage in CODE=50% must be a whole number from 1 to 100",
    ]),
    [["--tax-bps", "10001"], "--tax-bps must be a whole number up to 10000"],
    [["--tax-bps", "8.26"], "--tax-bps must be a whole number up to 10000"],
    [["--bank-debit-seconds", "x"], "--bank-debit-seconds must be a whole number up to 10000000"],
    [["--payments-per-session", "two"], "--payments-per-session must be one or many"],
    [["--payment-id-after-decline", "old"], "--payment-id-after-decline must be same or new"],
    [["--webhook-id-on-resend", "old"], "--webhook-id-on-resend must be same or new"],
    [["--allow-public=yes"], "--allow-public"],
  ])("%j is refused: %s", (args, message) => {
    expect(() => readCommandLine(args)).toThrow(UsageError);
    expect(() => readCommandLine(args)).toThrow(message);
  });

  test("of each kind is in the help", () => {
    const flags = [
      "port",
      "host",
      "allow-public",
      "webhook",
      "product",
      "discount",
      "tax-bps",
      "api-key",
      "webhook-key",
      "environment",
      "bank-debit-seconds",
      "payments-per-session",
      "payment-id-after-decline",
      "webhook-id-on-resend",
      "help",
    ];
    for (const flag of flags) expect(usage).toContain(`--${flag}`);
    for (const [flag] of usage.matchAll(/--[a-z][a-z-]+/g)) expect(flags).toContain(flag.slice(2));
  });
});

describe("the command", () => {
  test.each([
    [
      ["--", "npm", "run", "dev"],
      ["npm", "run", "dev"],
    ],
    [
      ["npm", "run", "dev"],
      ["npm", "run", "dev"],
    ],
    [
      ["node", "--watch", "server.js"],
      ["node", "--watch", "server.js"],
    ],
    [
      ["--", "node", "--port", "abc"],
      ["node", "--port", "abc"],
    ],
    [
      ["--", "--", "x"],
      ["--", "x"],
    ],
    [["--"], []],
    [
      ["--", "sh", "-c", "echo --help"],
      ["sh", "-c", "echo --help"],
    ],
  ])("of %j is %j, with its own flags", (args, command) => {
    expect(readCommandLine(args)).toEqual({ ...nothing, command });
    expect(readCommandLine(["-p", "7", "--product", "a", ...args])).toEqual({
      ...nothing,
      port: 7,
      options: { products: [{ product_id: "a" }] },
      command,
    });
  });

  test("does not hide a flag of the emulator before it that is wrong", () => {
    expect(() => readCommandLine(["--prot", "7", "--", "node"])).toThrow(UsageError);
  });
});

describe("what the flags say is what the emulator does", () => {
  test.each([
    [["--environment", "live_mode"], "the emulator is test_mode only, got environment live_mode"],
    [["--api-key", "dodo_live_abc"], "api_key is a live key"],
    [["--webhook-key", "secret"], "webhook_key must be whsec_ followed by base64"],
    [["--discount", "X=0"], "discount X: amount must be"],
  ])("%j is refused by the emulator: %s", (args, message) => {
    expect(() => createDodoEmulator(readCommandLine(args).options)).toThrow(message);
  });

  test("a product, a code and a tax make a price", async () => {
    const { options } = readCommandLine([
      "--product",
      "pdt_book=1500",
      "--discount",
      "HALF=50%",
      "--tax-bps",
      "1000",
    ]);
    const dodo = createDodoEmulator({ ...options, delivery: "manual" });
    const body = JSON.stringify({
      product_cart: [{ product_id: "pdt_book", quantity: 1 }],
      discount_codes: ["HALF"],
    });
    const answer = await dodo.fetch(
      new Request(`${dodo.url}/checkouts/preview`, {
        method: "POST",
        body,
        headers: { authorization: `Bearer ${dodo.api_key}` },
      }),
    );
    expect(await answer.json()).toMatchObject({ total_price: 825, total_tax: 75 });
  });
});
