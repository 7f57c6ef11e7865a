/**
 * Checks that every answer and every delivery has exactly the fields of the official SDK's types,
 * by JSON schemas that are made from those types.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";
import { expect } from "vitest";
import type { DodoEmulator } from "../src/dodo-emulator.ts";
import type { SdkShapes } from "./sdk-shapes.ts";

/** A route, or `error` or `delivery`. */
export type ShapeName = keyof SdkShapes;

const folder = fileURLToPath(new URL("..", import.meta.url));
const source = join(folder, "test/sdk-shapes.ts");
const validators = new Map<string, ValidateFunction>();

interface Schema {
  definitions: { SdkShapes: { properties: Record<ShapeName, object> } };
}
let schema: Schema | null = null;

/** Throws, with the fields that are wrong, unless a body has the shape of the SDK's type. */
export function expectShape(name: ShapeName, body: unknown): void {
  const validate = validators.get(name) ?? compile(name);
  if (validate(body)) return;
  const wrong = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`${name} has not the shape of the SDK's type:\n${wrong.join("\n")}`);
}

/** Fails the running test, which goes on, unless a JSON text has the shape of the SDK's type. */
export function checkShape(name: ShapeName, text: string): void {
  expect.soft(() => expectShape(name, JSON.parse(text))).not.toThrow();
}

function compile(name: ShapeName): ValidateFunction {
  schema ??= readSchema();
  // The schemas have TypeScript's unions, which the strict mode of ajv does not like.
  const validate = new Ajv({ strict: false }).compile({
    ...schema.definitions.SdkShapes.properties[name],
    definitions: schema.definitions,
  });
  validators.set(name, validate);
  return validate;
}

/** Returns the schema, which is made once for a version of the SDK and kept in a file. */
function readSchema(): Schema {
  const sdk = readFileSync(join(folder, "node_modules/dodopayments/package.json"), "utf8");
  const text = readFileSync(source, "utf8");
  const hash = createHash("sha256").update(sdk).update(text).digest("hex").slice(0, 16);
  const cache = join(folder, "node_modules/.cache");
  const file = join(cache, `sdk-shapes-${hash}.json`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    const part = `${file}.${process.pid}`;
    writeFileSync(part, JSON.stringify(generate()));
    // Several workers may make it at once, so none sees an incomplete file.
    renameSync(part, file);
  }
  return JSON.parse(readFileSync(file, "utf8")) as Schema;
}

// The generator is loaded only here, because it loads the whole compiler.
function generate(): object {
  const require = createRequire(import.meta.url);
  const { createGenerator } = require("ts-json-schema-generator") as {
    createGenerator(config: object): { createSchema(type: string): object };
  };
  return createGenerator({
    path: source,
    tsconfig: join(folder, "tsconfig.json"),
    type: "SdkShapes",
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema("SdkShapes");
}

const routes: readonly (readonly [method: string, path: RegExp, name: ShapeName])[] = (
  [
    "POST /checkouts",
    "POST /checkouts/preview",
    "GET /checkouts/{id}",
    "GET /payments",
    "GET /payments/{id}",
    "GET /payments/{id}/line-items",
    "POST /refunds",
    "GET /refunds",
    "GET /refunds/{id}",
    "GET /disputes",
    "GET /disputes/{id}",
    "POST /products",
    "GET /products",
    "GET /products/{id}",
    "POST /customers",
    "GET /customers",
    "GET /customers/{id}",
    "PATCH /customers/{id}",
    "POST /customers/{id}/customer-portal/session",
    "POST /discounts",
    "GET /discounts",
    "GET /discounts/code/{id}",
    "GET /discounts/{id}",
    "PATCH /discounts/{id}",
    "POST /webhooks",
    "GET /webhooks",
    "GET /webhooks/{id}",
    "PATCH /webhooks/{id}",
    "GET /webhooks/{id}/secret",
    "GET /webhooks/{id}/headers",
  ] as const
).map((name) => {
  const [method = "", path = ""] = name.split(" ");
  return [method, new RegExp(`^${path.replace("{id}", "[^/]+")}$`), name];
});

/** Returns the name of the shape that a route answers with; `null` if it answers with no JSON. */
export function shapeOf(method: string, path: string): ShapeName | null {
  return routes.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2] ?? null;
}

/**
 * Makes an emulator check its own answers. It stops once a test has put a record or a fault there
 * that Dodo would not have.
 */
export function watchShapes(dodo: DodoEmulator): { odd(): boolean } {
  let odd = false;
  for (const name of ["putPayment", "patchPayment", "putProduct", "putSession", "emit"] as const) {
    const control = dodo[name] as (...given: unknown[]) => unknown;
    Reflect.set(dodo, name, (...given: unknown[]) => {
      odd = true;
      return Reflect.apply(control, dodo, given);
    });
  }
  const { fetch, pay } = dodo;
  dodo.pay = async (session_id, outcome) => {
    odd ||= outcome?.overrides !== undefined;
    return await pay(session_id, outcome);
  };
  const isOdd = (): boolean =>
    odd ||
    dodo.faults.webhooks.tamper !== undefined ||
    dodo.faults.api.transform !== undefined ||
    dodo.faults.api.fail !== undefined;
  dodo.fetch = async (request) => {
    const response = await fetch(request);
    const json = response.headers.get("content-type") === "application/json";
    if (isOdd() || !json) return response;
    const name = response.ok ? shapeOf(request.method, new URL(request.url).pathname) : "error";
    if (name !== null) checkShape(name, await response.clone().text());
    return response;
  };
  return { odd: isOdd };
}
