// The payment routes in AWS Lambda, behind the stage `prod` of an HTTP API.
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { payment } from "./shop.ts";

export const handler = handle(new Hono().mount("/prod", payment.fetch));
