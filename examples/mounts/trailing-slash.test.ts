// A host that redirects each address to the same one with a slash at its end, as Next does with
// `trailingSlash: true`.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createDodoEmulator } from "@x/dodo-emulator";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";
import { expect, onTestFinished, test } from "vitest";

const quiet = (): void => undefined;

test.each([
  ["without the slash Dodo's delivery fails", "/v1/payment/webhook", 308, "waiting"],
  ["with the slash Dodo's delivery arrives", "/v1/payment/webhook/", 200, "delivered"],
])("[F23] behind a host that adds a slash by a redirect, %s", async (_, path, status, state) => {
  const dodo = createDodoEmulator();
  await dodo.listen();
  onTestFinished(async () => await dodo.close());
  const topup = {
    topup_id: "tu_1",
    user_id: "ada",
    credits: 500,
    usd_cents: 500,
    status: "pending",
  };
  const payment = new PaymentService({
    readTopup: () => topup,
    finishTopup: () => void (topup.status = "paid"),
    providers: [dodoPaymentProvider()],
    storage: memoryStorage(),
    env: (name) => dodo.env[name],
    base_url: "http://localhost:3000",
    logger: { info: quiet, warn: quiet, error: quiet },
  });
  const listener = getRequestListener(payment.fetch, { overrideGlobalObjects: false });
  const server = createServer(async (request, response) => {
    if (request.url?.endsWith("/") === true) await listener(request, response);
    else response.writeHead(308, { location: `${request.url}/` }).end();
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  dodo.webhook_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const { provider_session_id } = await payment.createCheckout({
    topup_id: "tu_1",
    user_id: "ada",
  });
  await dodo.pay(provider_session_id ?? "");
  await expect
    .poll(() =>
      dodo.deliveries.map((sent) => [sent.attempts.map((tried) => tried.status), sent.state]),
    )
    .toEqual([[[status], state]]);
});
