import { expect, test } from "vitest";
import { refusal, ruleFor } from "./dodo-hosts.ts";

test.each([
  ["test.dodopayments.com", "local"],
  ["TEST.DodoPayments.com", "local"],
  ["test.dodopayments.com.", "local"],
  ["test.checkout.dodopayments.com", "local"],
  ["test.customer.dodopayments.com", "local"],
  ["live.dodopayments.com", "refused"],
  ["LIVE.dodopayments.com.", "refused"],
  ["checkout.dodopayments.com", "refused"],
  ["customer.dodopayments.com", "refused"],
  ["docs.dodopayments.com", "other"],
  ["dodopayments.com", "other"],
  ["test.dodopayments.com.example", "other"],
  ["test.notdodopayments.com", "other"],
  ["nottest.dodopayments.com", "other"],
  ["127.0.0.1", "other"],
  ["", "other"],
])("requests to %s are %s", (hostname, rule) => {
  expect(ruleFor(hostname)).toBe(rule);
});

test("the refusal names the host, and both ways out", () => {
  expect(refusal("live.dodopayments.com")).toMatch(
    /^live\.dodopayments\.com is a live host .*"test_mode".*, or start it without @x\/dodo-emulator/,
  );
});
