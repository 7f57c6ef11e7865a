// In your application, before express.json() and other parsers: app.use(paymentRoutes)
import { getRequestListener } from "@hono/node-server";
import { Router } from "express";
import { payment } from "./payment.ts";
import { getBalance, getTopups, postTopup } from "./topups.ts";

/** Passes a request on to a function that takes a `Request`, with the bytes of its body unread. */
const listener = (answer: (request: Request) => Response | Promise<Response>) =>
  getRequestListener(answer, { overrideGlobalObjects: false });

// Express 4 and 5 read a regular expression alike; their wildcards are written differently.
export const paymentRoutes = Router()
  .all(/^\/v1\/payment\//, listener(payment.fetch))
  .get("/topups", listener(getTopups))
  .post("/topups", listener(postTopup))
  .get("/balance", listener(getBalance));
