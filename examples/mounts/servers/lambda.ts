// The payment routes in AWS Lambda.
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { payment } from "./shop.ts";

export const handler = handle(new Hono().all("/v1/payment/*", (c) => payment.fetch(c.req.raw)));
