/** Misspelt options and values of a wrong type are refused by name, with the fix. */
import { describe, expect, test } from "vitest";
import { dodoPaymentProvider, memoryStorage, PaymentError, PaymentService } from "./index.ts";
import { d1Storage } from "./storage/d1.ts";
import { postgresStorage } from "./storage/postgres.ts";
import { sqliteStorage } from "./storage/sqlite.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Returns what a program without types gets for these options, added to right ones. */
function refusal(wrong: Record<string, unknown>): unknown {
  const options = {
    readTopup: () => null,
    finishTopup: () => null,
    providers: [dodoPaymentProvider()],
    env: {},
    logger: silent,
    ...wrong,
  };
  return thrown(() => new PaymentService(options));
}

function thrown(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error;
  }
}

function expectSentence(error: unknown, sentence: string): void {
  expect(error).toBeInstanceOf(PaymentError);
  expect(error).toMatchObject({
    code: "configuration",
    message: expect.stringContaining(sentence),
  });
}

describe("a misspelt option of the service is refused:", () => {
  test.each([
    ["transaktional", "transactional"],
    ["baseUrl", "base_url"],
    ["authentificate", "authenticate"],
    ["allowedOrigins", "allowed_origins"],
    ["provider", "providers"],
    ["read_topup", "readTopup"],
  ])("%s", (wrong, similar) => {
    expectSentence(
      refusal({ [wrong]: true }),
      `\`${wrong}\` is not an option of PaymentService; the most similar one is \`${similar}\`.`,
    );
  });

  test("and so is one whose name every object has", () => {
    expectSentence(refusal({ constructor: true }), "`constructor` is not an option");
  });
});

test.each<[string, () => unknown, string]>([
  ["dodoPaymentProvider", () => dodoPaymentProvider({ apiKey: "sk" } as object), "api_key"],
  ["dodoPaymentProvider", () => dodoPaymentProvider({ webhookKey: "" } as object), "webhook_key"],
  ["dodoPaymentProvider", () => dodoPaymentProvider({ mode: "live" } as object), "environment"],
  ["sqliteStorage", () => sqliteStorage("x", { tablePrefix: "x_" } as object), "table_prefix"],
  [
    "postgresStorage",
    () => postgresStorage("postgres://localhost/x", { max: 3 } as object),
    "max_connections",
  ],
  ["memoryStorage", () => memoryStorage({ clocks: Date.now } as object), "clock"],
  [
    "d1Storage",
    () => d1Storage({ batch: () => [], prepare: () => null } as never, { prefix: "x" } as object),
    "table_prefix",
  ],
  ["result_page", () => refusal({ result_page: { title: "Shop" } }), "accent"],
])("a misspelt option of %s is refused (case %#)", (owner, make, known) => {
  const error = thrown(make);
  expectSentence(error, `is not an option of ${owner}; `);
  expectSentence(error, known);
});

describe("a value of a wrong type is refused, and the sentence has the fix:", () => {
  test.each<[Record<string, unknown>, string]>([
    [
      { storage: "payments.sqlite" },
      '`storage` is a string: pass a storage, such as `sqliteStorage("payments.sqlite")`',
    ],
    [{ storage: sqliteStorage }, "`storage` is a function that was not called: call it, as in"],
    [{ storage: {} }, "`storage` is an object: pass a storage"],
    [{ storage: null }, "`storage` is null: pass a storage"],
    [{ authenticate: {} }, "`authenticate` must be a function"],
    [{ clock: 7 }, "`clock` must be a function"],
    [{ logger: {} }, "`logger` must have the functions `info`, `warn` and `error`"],
    [{ allowed_origins: "https://shop.example" }, "`allowed_origins` must be a list of origins"],
    [{ return_origins: [7] }, "`return_origins` must be a list of origins"],
    [{ transactional: "yes" }, "`transactional` must be true or false."],
  ])("%#", (wrong, sentence) => {
    expectSentence(refusal(wrong), sentence);
  });

  test.each<[unknown, string]>([
    [
      dodoPaymentProvider,
      "a function that was not called: write `providers: [dodoPaymentProvider()]`",
    ],
    ["dodo", "`providers` has a string in place of a provider"],
    [{ api_key: "sk" }, "`providers` has an object in place of a provider"],
    [null, "`providers` has null in place of a provider"],
  ])("[F40] a provider that is none (case %#)", (provider, sentence) => {
    expectSentence(refusal({ providers: [provider] }), sentence);
  });

  test.each([undefined, null, 7, []])("no options at all: %j", (options) => {
    expectSentence(
      thrown(() => new PaymentService(options as never)),
      "The options of PaymentService must be an object",
    );
  });
});

describe("[F32] an API key that no header can carry is refused without showing it:", () => {
  test.each([
    ["an en dash", "sk_test–1234"],
    ["two keys with a newline", "sk_test_1\nsk_test_2"],
    ["two keys with a space", "sk_test_1 sk_test_2"],
    ["a control character", "sk_test\u0000"],
    ["a zero-width space", "sk_test\u200b1234"],
  ])("%s", (_, api_key) => {
    for (const wrong of [
      refusal({ providers: [dodoPaymentProvider({ api_key })] }),
      refusal({ env: { DODO_PAYMENTS_API_KEY: api_key } }),
    ]) {
      expectSentence(wrong, "DODO_PAYMENTS_API_KEY has a character that no key has");
      expect(String(wrong)).not.toContain("sk_test");
    }
  });

  test("and so is a signing key in its place", () => {
    const wrong = refusal({ env: { DODO_PAYMENTS_API_KEY: "whsec_c2VjcmV0" } });
    expectSentence(wrong, "that one belongs into DODO_WEBHOOK_KEY");
    expect(String(wrong)).not.toContain("c2VjcmV0");
  });

  test("spaces around a key are dropped, as a copied line has them", () => {
    expect(refusal({ env: { DODO_PAYMENTS_API_KEY: " sk_test_1\n" } })).toBeInstanceOf(
      PaymentService,
    );
  });
});
