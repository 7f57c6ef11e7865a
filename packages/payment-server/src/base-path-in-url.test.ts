import { expect, test } from "vitest";
import { createWorld } from "../test/world.ts";

test.each([
  ["https://shop.example/v1/payment", undefined],
  ["https://shop.example/v1/payment/", undefined],
  ["https://shop.example/v1/payment/webhook", undefined],
  ["https://shop.example/shop/v1/payment", undefined],
  ["https://shop.example/pay", "/pay"],
  ["https://shop.example/pay/redirect", "/pay/"],
  ["https://shop.example/pay/redirect/success", "/pay"],
  ["https://shop.example/pay/api/pay", "/pay"],
  ["https://shop.example/pay/pay", "/pay"],
])(
  "[F18] base_url %s, which ends with base_path or a route below it, is refused",
  async (base_url, base_path) => {
    const service = { base_url, ...(base_path === undefined ? {} : { base_path }) };
    await expect(createWorld({ service })).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("`base_url` must be the address in front of"),
    });
  },
);

test.each([
  ["https://shop.example/v1/payment", "/"],
  ["https://shop.example/v1/payments", undefined],
  ["https://shop.example/v1", undefined],
  ["https://shop.example/shop", "/shop-pay"],
  ["https://shop.example/pay/api", "/pay"],
  ["https://shop.example/pay/webhooks", "/pay"],
])("[F18] base_url %s with base_path %s is accepted", async (base_url, base_path) => {
  const service = { base_url, ...(base_path === undefined ? {} : { base_path }) };
  await using world = await createWorld({ service });
  const { status_url } = await world.payment.createCheckout({
    topup_id: world.host.addTopup().topup_id,
    user_id: "ada",
  });
  const path = base_path ?? "/v1/payment";
  expect(status_url.startsWith(`${base_url}${path.replace(/\/$/, "")}/redirect/`)).toBe(true);
});
