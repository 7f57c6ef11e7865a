import { serve } from "@hono/node-server";
import { memoryStorage, dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { Hono } from "hono";
import { expect, test } from "vitest";

test("[V08] after a middleware that reads the body, the answer to a delivery says the fix", async () => {
  const quiet = (): void => undefined;
  const payment = new PaymentService({
    readTopup: () => null,
    finishTopup: quiet,
    providers: [dodoPaymentProvider()],
    storage: memoryStorage(),
    env: () => undefined,
    logger: { info: quiet, warn: quiet, error: quiet },
  });
  const app = new Hono();
  app.use(async (c, next) => {
    await c.req.json();
    await next();
  });
  app.all("/v1/payment/*", (c) => payment.fetch(c.req.raw));
  const url = await new Promise<string>((resolve) => {
    const server = serve(
      { fetch: app.fetch, hostname: "127.0.0.1", port: 0, overrideGlobalObjects: false },
      ({ port }) => resolve(`http://127.0.0.1:${port}`),
    );
    server.unref();
  });
  const answer = await fetch(`${url}/v1/payment/webhook`, { method: "POST", body: "{}" });
  expect([answer.status, await answer.json()]).toEqual([
    503,
    expect.objectContaining({
      code: "configuration",
      error: expect.stringContaining("before any body parser"),
    }),
  ]);
});
