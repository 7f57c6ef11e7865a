// A shop on Koa.
import { getRequestListener } from "@hono/node-server";
import Koa from "koa";
import { announce, payment, port, shop } from "./shop.ts";

const app = new Koa();
const listener = getRequestListener(payment.fetch, { overrideGlobalObjects: false });
app.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/v1/payment/")) return await next();
  ctx.respond = false;
  return await listener(ctx.req, ctx.res);
});

const others = getRequestListener(shop, { overrideGlobalObjects: false });
app.use(async (ctx) => {
  ctx.respond = false;
  await others(ctx.req, ctx.res);
});
const server = app.listen(port, "127.0.0.1", () => announce(server.address()));
process.once("SIGTERM", () => server.close());
