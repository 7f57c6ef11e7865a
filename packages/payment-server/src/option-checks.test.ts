import { describe, expect, test } from "vitest";
import {
  dodoPaymentProvider,
  PaymentError,
  PaymentService,
  type PaymentServiceOptions,
} from "./index.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const whole: PaymentServiceOptions = {
  readTopup: () => null,
  finishTopup: () => null,
  providers: [dodoPaymentProvider()],
  env: {},
  logger: silent,
};

/** Returns options as a program without types may give them. */
function options(wrong: Record<string, unknown>): PaymentServiceOptions {
  return { ...whole, ...wrong };
}

function refusal(wrong: Record<string, unknown>): unknown {
  try {
    return new PaymentService(options(wrong));
  } catch (error) {
    return error;
  }
}

describe("a wrong option refuses to construct and names the fix", () => {
  test.each([
    [{ readTopup: undefined }, "`readTopup` must be a function that returns the topup or null."],
    [{ finishTopup: "credit" }, "`finishTopup` must be a function that credits the topup once."],
    [{ providers: undefined }, "`providers` must be a list, such as `[dodoPaymentProvider()]`."],
    [{ providers: dodoPaymentProvider() }, "`providers` must be a list"],
    [{ providers: [] }, "`providers` is empty; name one"],
    [
      { providers: [dodoPaymentProvider(), dodoPaymentProvider({ environment: "live_mode" })] },
      "Two providers have the id `dodo`",
    ],
    [{ base_url: "shop.example" }, "`base_url` must be an origin such as `https://shop.example`"],
    [
      { base_url: "https://shop.example/shop?x=1" },
      "or one with the path in front of the routes, such as `https://shop.example/shop`;",
    ],
    [{ base_url: "https://shop.example/#shop" }, "`base_url` must be an origin"],
    [{ base_url: "https://shop.example//evil.example" }, "`base_url` must be an origin"],
    [{ base_url: "https://shop.example/a//b" }, "`base_url` must be an origin"],
    [{ base_url: "https://ada:secret@shop.example" }, "`base_url` must be an origin"],
    [{ base_url: "javascript:alert(1)" }, "`base_url` must be an origin"],
    [{ id: "" }, "`id` must be made of letters, digits, `-` and `_`, such as `payment`."],
    [{ id: "shop/payment" }, "`id` must be made of"],
    [{ id: "päyment" }, "`id` must be made of"],
    [{ base_path: "payment" }, "`base_path` must be a path such as `/v1/payment`."],
    [{ base_path: "//evil.example" }, "`base_path` must be a path"],
    [{ base_path: "/v1/pay?x=1" }, "`base_path` must be a path"],
    [{ base_path: "/v1/<b>" }, "`base_path` must be a path"],
    [{ confirm: "never" }, "`confirm` must be `always` or `when_unsigned`."],
    [{ confirm: false }, "`confirm` must be `always` or `when_unsigned`."],
    [
      { conversion_tolerance_bps: -1 },
      "`conversion_tolerance_bps` must be a whole number from 0 to 1,000.",
    ],
    [{ conversion_tolerance_bps: 0.5 }, "`conversion_tolerance_bps` must be"],
    [{ conversion_tolerance_bps: 1_001 }, "`conversion_tolerance_bps` must be"],
    [{ conversion_tolerance_bps: Number.NaN }, "`conversion_tolerance_bps` must be"],
    [
      { provider_calls_per_second: 0 },
      "`provider_calls_per_second` must be a number from 1 to 10,000.",
    ],
    [{ provider_calls_per_second: 0.4 }, "`provider_calls_per_second` must be"],
    [{ provider_calls_per_second: Number.NaN }, "`provider_calls_per_second` must be"],
    [
      { provider_calls_per_second: Number.POSITIVE_INFINITY },
      "`provider_calls_per_second` must be",
    ],
  ])("%j", (wrong, sentence) => {
    const error = refusal(wrong);
    expect(error).toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({
      code: "configuration",
      message: expect.stringContaining(sentence),
    });
    expect(String(error)).not.toContain("secret");
  });

  test("right options are accepted", () => {
    for (const right of [
      {},
      { base_url: "https://shop.example/" },
      { base_url: "https://shop.example/shop/" },
      { base_url: new URL("https://shop.example/shop") as unknown as string },
      { id: "coins-2_b" },
      { base_path: "" },
      { base_path: "/pay/" },
      { allowed_origins: ["https://app.example/"] },
      { confirm: "when_unsigned" },
      { provider_calls_per_second: 1 },
    ]) {
      expect(refusal(right)).toBeInstanceOf(PaymentService);
    }
  });
});
