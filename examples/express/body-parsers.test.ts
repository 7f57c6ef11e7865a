import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { keepRawBytes } from "@x/example-shared/raw-bytes";
import { createShop, sessionOf } from "@x/example-shared/shop";
import { createDodoEmulator } from "@x/dodo-emulator";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";
import express, {
  type Express,
  type Request as ExpressRequest,
  type RequestHandler,
  type Response as ExpressResponse,
} from "express";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

const FIX =
  "The body was read before this handler saw it; mount the payment routes before any body parser.";

const dodo = createDodoEmulator();
beforeAll(async () => void (await dodo.listen()));
afterAll(async () => await dodo.close());

let server: Server | null = null;
afterEach(() => server?.close());

interface Shop {
  shop_url: string;
  /** The warnings and errors that the service has logged. */
  errors: string[];
  /** Returns a delivery that Dodo has signed. */
  deliver(): Promise<Response>;
}

/**
 * Starts a shop in this process over real HTTP. `mount` adds the payment routes to an Express
 * application.
 */
async function open(mount: (app: Express, payment: PaymentService) => void): Promise<Shop> {
  const errors: string[] = [];
  const quiet = (): void => undefined;
  const ledger = openLedger(":memory:");
  const payment = new PaymentService({
    ...createHost(ledger.db),
    providers: [dodoPaymentProvider()],
    storage: memoryStorage(),
    authenticate: sessionOf,
    env: (name) => dodo.env[name],
    logger: {
      info: quiet,
      warn: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`),
      error: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`),
    },
  });
  const app = express();
  const shop = getRequestListener(createShop(ledger, payment), { overrideGlobalObjects: false });
  app.all(["/balance", "/topups"], shop);
  mount(app, payment);
  const listening = createServer(app);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const shop_url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return {
    shop_url,
    errors,
    deliver: async () =>
      await fetch(
        dodo.signedRequest(
          { type: "payment.succeeded" },
          { url: `${shop_url}/v1/payment/webhook` },
        ),
      ),
  };
}

const listen = (payment: PaymentService): ReturnType<typeof getRequestListener> =>
  getRequestListener(payment.fetch, { overrideGlobalObjects: false });

test("[V08] after express.json() the answer to a delivery and the log say the fix; Dodo sends it again", async () => {
  const { deliver, errors } = await open((app, payment) => {
    app.use(express.json());
    app.all(/^\/v1\/payment\//, listen(payment));
  });
  const answer = await deliver();
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { code: "configuration", error: FIX, request_id: expect.any(String) },
  ]);
  expect(errors).toEqual([expect.stringContaining(FIX)]);
});

test("[V08] after express.json() the answer to a buyer's checkout says the fix", async () => {
  const { shop_url } = await open((app, payment) => {
    app.use(express.json());
    app.all(/^\/v1\/payment\//, listen(payment));
  });
  const headers = { "content-type": "application/json", origin: shop_url, cookie: "user=ada" };
  const answer = await fetch(`${shop_url}/v1/payment/checkout/create`, {
    method: "POST",
    headers,
    body: '{"topup_id":"tu_1"}',
  });
  expect([answer.status, await answer.json()]).toEqual([
    500,
    expect.objectContaining({ code: "configuration", error: FIX }),
  ]);
});

const PARSERS: [string, RequestHandler][] = [
  ["express.json()", express.json()],
  ["express.text()", express.text({ type: "*/*" })],
  ["express.raw()", express.raw({ type: "*/*" })],
  [
    "a middleware that reads the stream",
    (request, _, next) => void request.resume().once("end", next),
  ],
];

test.each(PARSERS)(
  "[F33] [V08] after %s the answer to a delivery in chunks says the fix, as it does for one with a length",
  async (_, parser) => {
    const { shop_url, errors } = await open((app, payment) => {
      app.use(parser);
      app.all(/^\/v1\/payment\//, listen(payment));
    });
    const answer = await fetch(inChunks(shop_url));
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { code: "configuration", error: FIX, request_id: expect.any(String) },
    ]);
    expect(errors).toEqual([expect.stringContaining(FIX)]);
  },
);

test("[F33] before any parser a delivery in chunks is accepted", async () => {
  const { shop_url } = await open(
    (app, payment) => void app.all(/^\/v1\/payment\//, listen(payment)),
  );
  expect((await fetch(inChunks(shop_url))).status).toBe(200);
});

/** Returns a signed delivery whose length is not announced, as many HTTP clients send it. */
function inChunks(shop_url: string): Request {
  const delivery = dodo.signedRequest(
    { type: "payment.succeeded" },
    { url: `${shop_url}/v1/payment/webhook` },
  );
  const { url, method, headers, body } = delivery;
  const init = { method, headers, body, duplex: "half" };
  return new Request(url, init);
}

/** The two lines of the README. */
const snippet =
  /```ts\n\/\/ raw-body\.ts\n([\s\S]*?)```/.exec(
    readFileSync(new URL("README.md", import.meta.url), "utf8"),
  )?.[1] ?? "";

test("[V08] [P03] a parser that keeps the bytes, as the README shows, passes every body on unchanged", async () => {
  const source = `export default (app, express, getRequestListener, payment) => { ${snippet} }`;
  const { default: run } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const { shop_url, deliver } = await open((app, payment) =>
    run(app, express, getRequestListener, payment),
  );
  expect((await deliver()).status).toBe(200);
  await keepRawBytes({ shop_url, dodo });
});

test("[V08] a Request that an adapter builds from the kept bytes is accepted", async () => {
  const { shop_url } = await open((app, payment) => {
    app.use(
      express.json({
        verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }),
      }),
    );
    const answer = async (request: ExpressRequest, response: ExpressResponse): Promise<void> => {
      const answered = await payment.fetch(toFetchRequest(request));
      response
        .status(answered.status)
        .set(Object.fromEntries(answered.headers))
        .send(await answered.text());
    };
    app.all(
      /^\/v1\/payment\//,
      (request, response, next) => void answer(request, response).catch(next),
    );
  });
  await keepRawBytes({ shop_url, dodo });
});

function toFetchRequest(request: ExpressRequest): Request {
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const body: unknown = Reflect.get(request, "rawBody");
  return new Request(`http://${request.headers.host}${request.originalUrl}`, {
    method: request.method,
    headers,
    body: body instanceof Buffer ? new Uint8Array(body) : null,
  });
}

test("mounted below a path with app.use, the routes are not found: the prefix of the path is missing", async () => {
  const { shop_url } = await open((app, payment) => void app.use("/v1/payment", listen(payment)));
  expect((await fetch(`${shop_url}/v1/payment/methods`)).status).toBe(404);
});

test("[F18] below a prefix with app.use, Express removes the prefix and the routes are found", async () => {
  const { shop_url } = await open((app, payment) => void app.use("/pay", listen(payment)));
  expect((await fetch(`${shop_url}/pay/v1/payment/methods`)).status).toBe(200);
});

test("the application keeps its own Request and Response", async () => {
  const own = [globalThis.Request, globalThis.Response];
  await open((app, payment) => void app.all(/^\/v1\/payment\//, listen(payment)));
  expect([globalThis.Request, globalThis.Response]).toEqual(own);
});
