/** Handlers that a framework calls with its own request in place of a Fetch-API request. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createWorld } from "../../test/world.ts";

test("a request of Node's http module is refused with the way to wrap the handler", async () => {
  await using world = await createWorld();
  let thrown: unknown;
  const server = createServer(async (request, response) => {
    thrown = await world.payment.fetch(request as never).catch((error: unknown) => error);
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/payment/methods`);
  server.close();
  expect(thrown).toBeInstanceOf(TypeError);
  expect((thrown as TypeError).message).toContain("`getRequestListener(payment.fetch)`");
});

test.each([
  ["undefined", undefined],
  ["a context of Koa or Hono", { request: { url: "/v1/payment/methods" }, url: "/x" }],
  ["a URL", new URL("http://localhost/v1/payment/methods")],
  ["a text", "http://localhost/v1/payment/methods"],
  ["headers without methods", { url: "http://localhost/", method: "GET", headers: {} }],
])("%s is refused by every handler", async (_, value) => {
  await using world = await createWorld();
  for (const handler of [world.payment.fetch, ...Object.values(world.payment.handlers)])
    await expect(handler(value as never)).rejects.toThrow("takes a Fetch-API Request");
});
