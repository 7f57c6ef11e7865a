// A shop on Fastify.
import { getRequestListener } from "@hono/node-server";
import Fastify from "fastify";
import { announce, payment, port, shop } from "./shop.ts";

const app = Fastify();
const listener = getRequestListener(payment.fetch, { overrideGlobalObjects: false });
app.register(async (own) => {
  own.removeAllContentTypeParsers();
  own.addContentTypeParser("*", (_request, _payload, done) => done(null));
  own.all("/v1/payment/*", (request, reply) => listener(request.raw, reply.hijack().raw));
});

const others = getRequestListener(shop, { overrideGlobalObjects: false });
app.register(async (own) => {
  own.removeAllContentTypeParsers();
  own.addContentTypeParser("*", (_request, _payload, done) => done(null));
  own.all("/*", (request, reply) => others(request.raw, reply.hijack().raw));
});
await app.listen({ port, host: "127.0.0.1" });
announce(app.server.address());
process.once("SIGTERM", () => void app.close());
