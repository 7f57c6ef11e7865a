import { describe, expect, test } from "vitest";
import { keyOf } from "../../../test/signing.ts";
import { memoryStorage, PaymentService, type Logger } from "../../index.ts";
import { dodoPaymentProvider } from "./index.ts";
import type { DodoOptions } from "./options.ts";

interface Made {
  service: PaymentService;
  log: string[];
}

function make(options: DodoOptions, env: Record<string, string> = {}): Made {
  const log: string[] = [];
  const write = (message: string, fields: unknown = {}): unknown =>
    log.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { info: write, warn: write, error: write };
  // Live mode refuses a storage that is not durable, and these tests store nothing.
  const storage = { ...memoryStorage(), durable: true };
  const service = new PaymentService({
    storage,
    readTopup: () => null,
    finishTopup: () => null,
    providers: [dodoPaymentProvider(options)],
    env,
    logger,
  });
  return { service, log };
}

function refusal(options: DodoOptions, env: Record<string, string> = {}): unknown {
  try {
    make(options, env);
  } catch (error) {
    return error;
  }
  return null;
}

describe("an empty variable", () => {
  test.each([
    "DODO_PAYMENTS_API_KEY",
    "DODO_PRODUCT_ID",
    "DODO_WEBHOOK_KEY",
    "DODO_PAYMENTS_WEBHOOK_KEY",
    "DODO_ENVIRONMENT",
    "DODO_CURRENCY",
    "DODO_API_BASE_URL",
  ])("[V01] %s counts as absent and is logged", (name) => {
    for (const empty of ["", "  "]) {
      const { log } = make({}, { [name]: empty });
      expect(log).toContainEqual(`a variable is empty and counts as absent {"name":"${name}"}`);
    }
  });

  test.each(["DOWNCITY_CITY_BASE_URL", "PAYMENT_BASE_URL"])(
    "[V01] %s counts as absent and is logged",
    (name) => {
      expect(make({}, { [name]: "" }).log).toContainEqual(
        `a variable is empty and counts as absent {"name":"${name}"}`,
      );
    },
  );

  test("[V01] does not hide the other name of the same setting", async () => {
    const { log } = make({}, { DODO_WEBHOOK_KEY: "", DODO_PAYMENTS_WEBHOOK_KEY: keyOf(24) });
    expect(log.join()).not.toContain("deliveries are unsigned");
  });

  test("[V01] that is set to something, or not set at all, is not logged", () => {
    expect(make({}, { DODO_WEBHOOK_KEY: keyOf(24) }).log.join()).not.toContain("is empty");
  });
});

describe("variables that contradict each other or make no sense refuse to construct", () => {
  const other = keyOf(24, 8);
  test.each([
    [
      { DODO_WEBHOOK_KEY: keyOf(24), DODO_PAYMENTS_WEBHOOK_KEY: other },
      "DODO_WEBHOOK_KEY and DODO_PAYMENTS_WEBHOOK_KEY have different values",
    ],
    [
      { DODO_ENVIRONMENT: "test_mode", DODO_PAYMENTS_ENVIRONMENT: "live_mode" },
      "DODO_ENVIRONMENT and DODO_PAYMENTS_ENVIRONMENT have different values",
    ],
    [
      { DOWNCITY_CITY_BASE_URL: "https://a.example", PAYMENT_BASE_URL: "https://b.example" },
      "DOWNCITY_CITY_BASE_URL and PAYMENT_BASE_URL have different values",
    ],
    [{ DODO_ENVIRONMENT: "production" }, "DODO_ENVIRONMENT must be `test_mode` or `live_mode`"],
    [
      { DODO_ENVIRONMENT: "test", DODO_PAYMENTS_ENVIRONMENT: "live" },
      "DODO_ENVIRONMENT and DODO_PAYMENTS_ENVIRONMENT have different values",
    ],
    [
      { DODO_PAYMENTS_ENVIRONMENT: "Live_Mode" },
      "DODO_ENVIRONMENT must be `test_mode` or `live_mode`",
    ],
    [{ DODO_CURRENCY: "dollars" }, "DODO_CURRENCY must be a currency code"],
    [{ DODO_API_BASE_URL: "http://dodo.example" }, "DODO_API_BASE_URL must be an https address"],
    [{ DODO_API_BASE_URL: "dodo" }, "DODO_API_BASE_URL must be an https address"],
    [{ DOWNCITY_CITY_BASE_URL: "shop.example" }, "`base_url` must be an origin"],
  ])("[V01] %j", (env, sentence) => {
    expect(refusal({}, env)).toMatchObject({
      code: "configuration",
      message: expect.stringContaining(sentence),
    });
    expect(String(refusal({}, env))).not.toContain(other);
  });

  test("[V01] the same value under two names is no contradiction, and an option wins over both", () => {
    expect(refusal({}, { DODO_WEBHOOK_KEY: other, DODO_PAYMENTS_WEBHOOK_KEY: other })).toBeNull();
    expect(
      refusal(
        { environment: "live_mode" },
        { DODO_ENVIRONMENT: "test_mode", DODO_PAYMENTS_ENVIRONMENT: "live_mode" },
      ),
    ).toBeNull();
    expect(refusal({ webhook_key: other }, { DODO_WEBHOOK_KEY: "whsec_" })).toBeNull();
  });
});

describe("[D09] the short names of a mode", () => {
  test.each([
    [{ environment: "live" }, {}],
    [{ environment: "live_mode" }, {}],
    [{}, { DODO_ENVIRONMENT: "live" }],
    [{}, { DODO_ENVIRONMENT: " live " }],
    [{}, { DODO_PAYMENTS_ENVIRONMENT: "live" }],
    [{}, { DODO_ENVIRONMENT: "live", DODO_PAYMENTS_ENVIRONMENT: "live_mode" }],
    [{ environment: "live" }, { DODO_ENVIRONMENT: "test" }],
  ] as const)("[D09] %j with %j is live mode", async (options, env) => {
    expect(await isTest(options, env)).toBe(false);
  });

  test.each([
    [{}, {}],
    [{ environment: "test" }, {}],
    [{}, { DODO_ENVIRONMENT: "test" }],
    [{}, { DODO_PAYMENTS_ENVIRONMENT: "test_mode", DODO_ENVIRONMENT: "test" }],
    [{ environment: "test" }, { DODO_ENVIRONMENT: "live" }],
  ] as const)("[D09] %j with %j is test mode", async (options, env) => {
    expect(await isTest(options, env)).toBe(true);
  });

  test.each(["LIVE", "production", "sandbox", "true", "live mode"])(
    "[D09] %j is no mode, and not guessed at",
    (mode) => {
      expect(refusal({}, { DODO_ENVIRONMENT: mode })).toMatchObject({
        code: "configuration",
        message: expect.stringContaining("DODO_ENVIRONMENT must be"),
      });
    },
  );

  async function isTest(options: DodoOptions, env: Record<string, string>): Promise<boolean> {
    const answer = await make(options, env).service.fetch(
      new Request("http://localhost/v1/payment/methods"),
    );
    const { items } = (await answer.json()) as { items: { test_mode?: true }[] };
    return items[0]?.test_mode === true;
  }
});

describe("[M11] an API that is not Dodo's own is refused in live_mode", () => {
  test.each([
    "https://test.dodopayments.com",
    "https://live.dodopayments.com.evil.example",
    "https://evil.example",
    "https://live.dodopayments.com/v2",
    "http://127.0.0.1:4010",
    "http://live.dodopayments.com",
  ])("[M11] %s", (api_base_url) => {
    expect(refusal({ environment: "live_mode", api_base_url })).toMatchObject({
      code: "configuration",
      message: expect.stringContaining("DODO_API_BASE_URL"),
    });
    expect(
      refusal({}, { DODO_ENVIRONMENT: "live_mode", DODO_API_BASE_URL: api_base_url }),
    ).toMatchObject({ code: "configuration" });
  });

  test("[M11] Dodo's own is taken, with and without a slash", () => {
    expect(
      refusal({ environment: "live_mode", api_base_url: "https://live.dodopayments.com/" }),
    ).toBeNull();
    expect(refusal({ environment: "live_mode" })).toBeNull();
  });
});

describe("test mode away from loopback", () => {
  const WARNING = "TEST MODE on a public address";

  test("[M11] is reported in the log, by check() and by methods", async () => {
    const { service, log } = make({}, { DOWNCITY_CITY_BASE_URL: "https://shop.example" });
    expect(log.join()).toContain(WARNING);
    const { findings } = await service.check();
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "warning",
        code: "test_mode_in_public",
        message: expect.stringContaining(WARNING),
      }),
    );
    const answer = (await (
      await service.fetch(new Request("https://shop.example/v1/payment/methods"))
    ).json()) as { items: unknown[] };
    expect(answer.items).toEqual([expect.objectContaining({ id: "dodo", test_mode: true })]);
  });

  test.each([
    "http://localhost:3000",
    "http://127.0.0.1",
    "http://[::1]:8080",
    "http://shop.localhost",
  ])("[M11] is not reported on %s", async (base_url) => {
    const { service, log } = make({}, { DOWNCITY_CITY_BASE_URL: base_url });
    expect(log.join()).not.toContain(WARNING);
    expect((await service.check()).findings.map(({ code }) => code)).not.toContain(
      "test_mode_in_public",
    );
  });

  test("[M11] is not reported in live mode", async () => {
    const { service, log } = make(
      { environment: "live_mode" },
      { DOWNCITY_CITY_BASE_URL: "https://shop.example" },
    );
    expect(log.join()).not.toContain(WARNING);
    const answer = (await (
      await service.fetch(new Request("https://shop.example/v1/payment/methods"))
    ).json()) as { items: unknown[] };
    expect(answer.items).toEqual([expect.not.objectContaining({ test_mode: true })]);
  });
});
