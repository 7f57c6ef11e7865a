import { expect, test } from "vitest";
import { open } from "../../../test/scenes.ts";
import { createWorld } from "../../../test/world.ts";
import { toReport } from "./payment.ts";

/** Returns the address of the invoice in a report on the payment `pay_1`. */
function invoiceOf(invoice_url: unknown, environment: "test_mode" | "live_mode"): string | null {
  const body = { payment_id: "pay_1", status: "succeeded", invoice_url };
  return toReport(body, environment, "api")?.invoice_url ?? null;
}

const PATH = "/invoices/payments/pay_1";

test.each([
  `https://live.dodopayments.com${PATH}`,
  `https://test.dodopayments.com${PATH}?token=SECRET#x`,
  `https://user:SECRET@live.dodopayments.com${PATH}`,
])("the invoice at %s is taken, without what is not needed", (url) => {
  const { host } = new URL(url);
  expect(invoiceOf(url, "live_mode")).toBe(`https://${host}${PATH}`);
});

test.each([
  `http://live.dodopayments.com${PATH}`,
  `https://live.dodopayments.com:8443${PATH}`,
  `https://dodopayments.com.evil.example${PATH}`,
  `https://evildodopayments.com${PATH}`,
  `https://evil.example${PATH}`,
  `javascript:alert(1)//live.dodopayments.com${PATH}`,
  `//live.dodopayments.com${PATH}`,
  "https://live.dodopayments.com/invoices/payments/pay_2",
  "https://live.dodopayments.com/redirect?to=https://evil.example",
  `https://live.dodopayments.com${PATH}/../../evil`,
  `http://localhost:3000${PATH}`,
  "",
  7,
  null,
])("the invoice at %j is dropped", (url) => {
  expect(invoiceOf(url, "live_mode")).toBeNull();
});

test("in test mode the emulator's invoice is taken", () => {
  const url = `http://127.0.0.1:3100${PATH}`;
  expect(invoiceOf(url, "test_mode")).toBe(url);
});

test("a foreign invoice is neither in payments/me, nor in the status, nor on the page", async () => {
  await using world = await createWorld();
  const { checkout, session_id } = await open(world);
  await world.dodo.pay(session_id, { overrides: { invoice_url: `https://evil.example${PATH}` } });
  await world.dodo.deliver();
  for (const [path, accept] of [
    [checkout.status_url, "application/json"],
    [checkout.status_url, "text/html"],
    ["/payments/me", "application/json"],
  ] as const) {
    const answer = await world.send("GET", path, { as: "user:ada", headers: { accept } });
    const body = await answer.text();
    expect(body).toContain(accept === "text/html" ? "<h1>Paid</h1>" : '"paid"');
    expect(body).not.toMatch(/evil|class="receipt"/);
  }
});
