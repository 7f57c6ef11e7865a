import { describe, expect, test } from "vitest";
import { keyOf } from "../../../test/signing.ts";
import { PaymentService, type Logger } from "../../index.ts";
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
  const service = new PaymentService({
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

describe("a signing key that cannot work refuses to construct", () => {
  const short = keyOf(23);
  test.each([
    ["whsec_", "`whsec_` alone"],
    ["whsec_not base64!", "not base64"],
    ["whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not base64"],
    [`${keyOf(24)}=`, "not base64"],
    [keyOf(32).slice(0, -1), "not base64"],
    [keyOf(24).replaceAll("B", "-"), "not base64"],
    [short, "has 23 bytes"],
    [short.slice("whsec_".length), "has 23 bytes"],
    [`${keyOf(24)} whsec_`, "`whsec_` alone"],
    [`${keyOf(24)}  ${short}`, "has 23 bytes"],
  ])("[V01] %s", (webhook_key, why) => {
    expect(refusal({ webhook_key })).toMatchObject({
      code: "configuration",
      message: expect.stringContaining(why),
    });
    expect(refusal({}, { DODO_WEBHOOK_KEY: webhook_key })).toMatchObject({
      message: expect.stringContaining("DODO_WEBHOOK_KEY"),
    });
    expect(refusal({}, { DODO_PAYMENTS_WEBHOOK_KEY: webhook_key })).toMatchObject({
      code: "configuration",
    });
  });

  test("[V01] the refusal does not print the key", () => {
    expect(String(Reflect.get(Object(refusal({ webhook_key: short })), "stack"))).not.toContain(
      short.slice("whsec_".length),
    );
  });

  test.each([
    keyOf(24),
    keyOf(64),
    keyOf(24).slice("whsec_".length),
    `${keyOf(24, 1)} ${keyOf(24, 2)}`,
    `\t${keyOf(32)}\n`,
  ])("[V01] %j is taken", (webhook_key) => {
    expect(refusal({ webhook_key })).toBeNull();
  });
});
