// Runs the unchanged official adapter for Hono against the local Dodo: it opens the checkout and
// verifies the webhooks.
import { Checkout, Webhooks } from "@dodopayments/hono";
import { createDodoEmulator } from "@x/dodo-emulator";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

const app = new Hono();
const dodo = createDodoEmulator({
  delivery: "manual",
  webhook_url: "http://shop.test/webhook",
  fetch: async (request) => await app.fetch(request),
  tax_bps: 825,
});
const heard: { type: string; data: Record<string, unknown> }[] = [];

beforeAll(async () => {
  const { url } = await dodo.listen();
  // The adapter's SDK takes another host from here as long as no environment is given.
  vi.stubEnv("DODO_PAYMENTS_BASE_URL", url);
  app.post(
    "/checkout",
    Checkout({ bearerToken: dodo.api_key, returnUrl: "https://shop.test/back", type: "session" }),
  );
  app.post(
    "/webhook",
    Webhooks({
      webhookKey: dodo.webhook_key,
      onPayload: async ({ type, data }) => void heard.push({ type, data: { ...data } }),
    }),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await dodo.close();
});
beforeEach(() => void (heard.length = 0));

/** Opens a checkout through the adapter and returns its session id. */
async function checkout(): Promise<string> {
  const body = JSON.stringify({
    product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 5000 }],
    customer: { email: "ada@example.com", name: "Ada" },
  });
  const response = await app.request("/checkout", {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  const answer = await response.text();
  expect(response.status, answer).toBe(200);
  const { checkout_url } = JSON.parse(answer) as { checkout_url: string };
  expect(checkout_url).toContain(`${dodo.url}/session/cks_`);
  return checkout_url.split("/").at(-1) ?? "";
}

test("the adapter opens a checkout, a buyer pays on the page, and the adapter gets the webhook", async () => {
  const session_id = await checkout();
  const paid = await fetch(`${dodo.url}/session/${session_id}/pay`, {
    method: "POST",
    body: new URLSearchParams({ method: "4242424242424242" }),
    redirect: "manual",
  });
  expect(paid.headers.get("location")).toMatch(
    /^https:\/\/shop\.test\/back\?payment_id=pay_\w+&status=succeeded&email=/,
  );
  expect(await dodo.deliver()).toMatchObject([{ type: "payment.succeeded", status: 200 }]);
  expect(heard).toMatchObject([
    {
      type: "payment.succeeded",
      data: { checkout_session_id: session_id, total_amount: 5413, tax: 413 },
    },
  ]);
});

test("it understands declines, slow payments, refunds and disputes as the emulator sends them", async () => {
  const session_id = await checkout();
  await dodo.pay(session_id, { result: "failed" });
  const { payment_id } = await dodo.pay(session_id, { result: "processing" });
  await dodo.finish(payment_id, "succeeded");
  await dodo.refund(payment_id, { amount: 100 });
  await dodo.dispute(payment_id);
  const answers = await dodo.deliver();
  expect(answers.map(({ type, status }) => `${type} ${status}`)).toEqual([
    "payment.failed 200",
    "payment.processing 200",
    "payment.succeeded 200",
    "refund.succeeded 200",
    "dispute.opened 200",
  ]);
  expect(heard).toHaveLength(5);
});

test("a delivery that was changed, or signed with another key, is refused", async () => {
  await dodo.pay(await checkout());
  dodo.faults.webhooks.tamper = 1;
  const [tampered] = await dodo.deliver();
  expect(tampered?.status).toBe(401);
  expect(
    (
      await app.fetch(
        dodo.signedRequest(
          { type: "payment.succeeded" },
          { keys: ["whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE="] },
        ),
      )
    ).status,
  ).toBe(401);
  expect(heard).toEqual([]);
});
