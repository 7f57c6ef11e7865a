/**
 * Makes the OpenAPI document from the table of routes, their descriptions, and the schemas of
 * requests and answers. `pnpm run docs:codes` writes the document to a file, so that no server has
 * to make it.
 */
import { toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { ERROR_STATUS, SITE, type ErrorCode } from "../../errors.ts";
import { ERROR_CODES } from "../../explanations/error-codes.ts";
import { ROUTES, type Route, type RouteName } from "../routes.ts";
import { ANSWERS } from "./answers.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

/** A part of the document. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** An object of the document. */
export interface JsonObject {
  [key: string]: Json;
}

/** The codes that the document lists for every route. */
const ANY: readonly ErrorCode[] = [
  "method_not_allowed",
  "internal",
  "configuration",
  "storage_unavailable",
];
const POSTED: readonly ErrorCode[] = [
  "invalid_request",
  "invalid_json",
  "forbidden_origin",
  "body_timeout",
  "body_too_large",
  "unsupported_media_type",
];
const SIGNED_IN: readonly ErrorCode[] = ["unauthorized", "host_unavailable"];

/** Builds the document. `version` is that of the package. */
export function buildDocument(version: string): JsonObject {
  const names = Object.keys(ROUTES) as RouteName[];
  return {
    openapi: "3.1.0",
    info: {
      title: "@x/payment-server",
      version,
      description:
        "Turns one paid checkout into exactly one credit of a user's balance. Amounts are US cents, times are ISO 8601 in UTC.",
      license: { name: "MIT", identifier: "MIT" },
    },
    externalDocs: {
      description: "Every code, with its cause and what to do",
      url: `${SITE}codes/`,
    },
    servers: [{ url: "/v1/payment" }],
    paths: Object.fromEntries(names.map((name) => [ROUTES[name].path, pathItem(name)])),
    components: {
      schemas: schemasOf(),
      securitySchemes: {
        session: {
          type: "http",
          scheme: "bearer",
          description:
            "Whatever the application's `authenticate` accepts: a bearer, or a cookie from its own pages.",
        },
      },
    },
  };
}

function pathItem(name: RouteName): JsonObject {
  const { methods } = ROUTES[name];
  return Object.fromEntries(
    methods.map((method) => [method.toLowerCase(), operation(name, method)]),
  );
}

function operation(name: RouteName, method: "GET" | "POST"): JsonObject {
  const route = ROUTES[name];
  const described = OPERATIONS[name];
  const second = route.methods.length > 1 && method === "GET";
  return {
    operationId: second ? `${name}ByGet` : name,
    summary: described.summary,
    security: route.who === "anyone" ? [] : [{ session: [] }],
    parameters: parametersOf(name, described),
    ...(described.body === undefined || method === "GET" ? {} : { requestBody: bodyOf(described) }),
    responses: responsesOf(name, route, described, method),
  };
}

/**
 * Returns the parameters of a route. Those of the result pages and of the webhook are listed here,
 * because they have no schema.
 */
function parametersOf(name: RouteName, { query }: Operation): Json[] {
  if (name === "redirectSuccess" || name === "redirectCancel")
    return [{ name: "ref", in: "query", required: true, schema: { type: "string" } }];
  if (name === "webhook")
    return [
      { name: "provider", in: "query", schema: { type: "string" } },
      ...["webhook-id", "webhook-timestamp", "webhook-signature"].map((header) => ({
        name: header,
        in: "header",
        schema: { type: "string" },
      })),
    ];
  if (query === undefined) return [];
  const { properties = {}, required = [] } = convert(query) as {
    properties?: JsonObject;
    required?: string[];
  };
  return Object.entries(properties).map(([parameter, schema]) => ({
    name: parameter,
    in: "query",
    required: required.includes(parameter),
    schema: parameter === "limit" ? { type: "integer", minimum: 1, maximum: 200 } : schema,
  }));
}

function bodyOf({ body, optional_body = false }: Operation): JsonObject {
  const schema = body === undefined ? {} : convert(body);
  return { required: !optional_body, content: { "application/json": { schema } } };
}

function responsesOf(
  name: RouteName,
  route: Route,
  { answer, codes = [] }: Operation,
  method: "GET" | "POST",
): JsonObject {
  const page = name === "redirectSuccess" || name === "redirectCancel";
  const schema = { $ref: `#/components/schemas/${answer}` };
  const ok: JsonObject = {
    description: page ? "The page, or its state on `Accept: application/json`." : "Done.",
    content: {
      "application/json": { schema: answer === "Document" ? { type: "object" } : schema },
      ...(page ? { "text/html": { schema: { type: "string" } } } : {}),
    },
  };
  const all = new Set<ErrorCode>([
    ...ANY,
    ...(method === "POST" && route.from_provider !== true ? POSTED : []),
    ...(route.who === "anyone" ? [] : SIGNED_IN),
    ...(route.who === "admin" ? (["not_found"] as const) : []),
    ...codes,
  ]);
  const statuses = [...new Set([...all].map((code) => statusOf(code, route)))].sort();
  const failures = statuses.map((status) => [
    status,
    failure([...all].filter((code) => statusOf(code, route) === status)),
  ]);
  return { "200": ok, ...Object.fromEntries(failures) };
}

/** Returns the status of a code. The webhook answers 503 for every status of 500 or more. */
function statusOf(code: ErrorCode, route: Route): string {
  const status = ERROR_STATUS[code];
  return String(route.from_provider === true && status >= 500 ? 503 : status);
}

function failure(codes: readonly ErrorCode[]): JsonObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_CODES[code].sentence}`).join("\n\n"),
    content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } },
  };
}

/**
 * Returns the schemas of the answers. They allow further fields, because a newer version may send
 * some.
 */
function schemasOf(): JsonObject {
  const defs = toJsonSchemaDefs(ANSWERS, { target: "draft-2020-12", typeMode: "output" });
  return clean(defs) as JsonObject;
}

/**
 * Converts the schema of a body or a query to JSON Schema. Checks that JSON Schema cannot express
 * are left out.
 */
function convert(schema: v.GenericSchema): JsonObject {
  const converted = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    errorMode: "ignore",
  });
  return clean(converted) as JsonObject;
}

/**
 * Makes references point to the components, and drops `$schema`. `additionalProperties: false` is
 * dropped too, because only the tests refuse further fields.
 */
function clean(value: unknown): Json {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (key === "$schema" || (key === "additionalProperties" && part === false)) return undefined;
    return part;
  });
  return JSON.parse(text.replaceAll("#/$defs/", "#/components/schemas/")) as Json;
}
