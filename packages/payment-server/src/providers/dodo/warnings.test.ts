import { describe, expect, test } from "vitest";
import type { Logger } from "../../core/logger.ts";
import type { DodoSettings } from "./settings.ts";
import { createReversalWarning, warnOfSettings } from "./warnings.ts";

/** A logger that keeps its warnings. */
function makeLog(): { logger: Logger; lines: [string, unknown][] } {
  const lines: [string, unknown][] = [];
  const refuse = (): never => {
    throw new Error("this is a warning");
  };
  const warn = (message: string, fields?: unknown): unknown => lines.push([message, fields]);
  return { logger: { info: refuse, warn, error: refuse }, lines };
}

/** Returns what is logged about settings with these values. */
function warned(settings: object, env: Record<string, string> = {}): [string, unknown][] {
  const { logger, lines } = makeLog();
  const whole: object = { api_key: "sk", product_id: "pdt_1", keys: [{}], ...settings };
  warnOfSettings(whole as DodoSettings, { env: (name) => env[name], logger }, "dodo");
  return lines;
}

describe("of settings is logged", () => {
  test("nothing, if they are whole", () => {
    expect(warned({}, { DODO_PRODUCT_ID: "pdt_1" })).toEqual([]);
  });

  test.each([
    [{ api_key: null }, "DODO_PAYMENTS_API_KEY"],
    [{ product_id: null }, "DODO_PRODUCT_ID"],
    [{ api_key: null, product_id: null }, "DODO_PAYMENTS_API_KEY, DODO_PRODUCT_ID"],
  ])("what nobody can pay without: %j", (settings, missing) => {
    expect(warned(settings)).toEqual([
      ["a required variable is not set: nobody can pay until it is", { provider: "dodo", missing }],
    ]);
  });

  test("a missing signing key, but not before the API key is there", () => {
    expect(warned({ keys: [] })).toEqual([
      [
        expect.stringMatching(/^DODO_WEBHOOK_KEY is not set: deliveries are unsigned/),
        { provider: "dodo" },
      ],
    ]);
    expect(warned({ keys: [], api_key: null })).toHaveLength(1);
  });

  test("each variable that is set to nothing", () => {
    const env = { DODO_CURRENCY: " ", DODO_PAYMENTS_ENVIRONMENT: "", PATH: "" };
    expect(warned({}, env).map(([, fields]) => fields)).toEqual([
      { name: "DODO_PAYMENTS_ENVIRONMENT" },
      { name: "DODO_CURRENCY" },
    ]);
  });
});

describe("a payment whose reversals cannot be read", () => {
  test("is logged once, however often it is queried", () => {
    const { logger, lines } = makeLog();
    const warn = createReversalWarning(logger);
    for (const id of ["pay_1", "pay_2", "pay_1", "pay_1"]) warn(id);
    expect(lines.map(([, fields]) => fields)).toEqual([
      { provider_payment_id: "pay_1" },
      { provider_payment_id: "pay_2" },
    ]);
  });

  test("is forgotten after a thousand others, so that the memory stays small", () => {
    const { logger, lines } = makeLog();
    const warn = createReversalWarning(logger);
    for (let payment = 0; payment < 1_000; payment += 1) warn(`pay_${payment}`);
    warn("pay_0");
    expect(lines).toHaveLength(1_000);
    warn("pay_1000");
    warn("pay_0");
    expect(lines).toHaveLength(1_002);
  });
});
