// The server that `chunks.test.ts` measures: the payment routes, and a handler that only reads the
// body.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";

const quiet = () => undefined;
const payment = new PaymentService({
  readTopup: () => null,
  finishTopup: quiet,
  providers: [
    dodoPaymentProvider({
      api_key: "key",
      product_id: "pdt_topup",
      webhook_key: `whsec_${btoa("a".repeat(32))}`,
    }),
  ],
  storage: memoryStorage(),
  env: {},
  logger: { info: quiet, warn: quiet, error: quiet },
});

/** Answers with the processor time that this process has used, in microseconds. */
async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/used")
    return Response.json(Object.values(process.cpuUsage()).reduce((sum, part) => sum + part));
  if (pathname === "/plain") return Response.json((await request.arrayBuffer()).byteLength);
  return await payment.fetch(request);
}

const server = createServer(getRequestListener(answer));
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  console.log(`shop on http://localhost:${typeof address === "object" ? address?.port : address}`);
});
process.once("SIGTERM", () => server.close());
