import { expect, test } from "vitest";
import { safeCheckoutUrl } from "./checkout-url.ts";

test.each([
  "blob:https://checkout.dodopayments.com/0a6c",
  "filesystem:https://checkout.dodopayments.com/x",
  "https://ada:secret@checkout.dodopayments.com/session/cks_1",
  "https://checkout.dodopayments.com.evil/",
  "https://checkout.dodopayments.com@evil.example/",
  "https://checkout.dodopayments.com:8443/",
  "https:\\\\evil.example\\checkout.dodopayments.com",
])("[B09] never leaves for %s", (value) => {
  expect(() => safeCheckoutUrl(value)).toThrow(
    expect.objectContaining({ code: "unsafe_checkout_url" }),
  );
});
