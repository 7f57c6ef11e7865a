// In your application: app.route("/", paymentRoutes)
import { Hono } from "hono";
import { payment } from "./payment.ts";
import { getBalance, getTopups, postTopup } from "./topups.ts";

export const paymentRoutes = new Hono()
  .all("/v1/payment/*", (context) => payment.fetch(context.req.raw))
  .get("/topups", (context) => getTopups(context.req.raw))
  .post("/topups", (context) => postTopup(context.req.raw))
  .get("/balance", (context) => getBalance(context.req.raw));
