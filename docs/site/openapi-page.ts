// The reference of the HTTP routes, from the OpenAPI document.
import { readFileSync } from "node:fs";
import type { Page } from "./page.ts";

const DOCUMENT = "packages/payment-server/src/http/openapi/openapi.json";

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}
interface Content {
  content?: Record<string, { schema?: Schema }>;
}
interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema: Schema;
  }[];
  requestBody?: Content;
  responses: Record<string, Content & { description: string }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Returns the page of all routes and records. */
export function renderOpenApiPage(root: string): Page {
  const { paths, components } = JSON.parse(readFileSync(`${root}/${DOCUMENT}`, "utf8")) as Document;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => routeOf(method, path, operation)),
  );
  const records = Object.entries(components.schemas).map(([name, schema]) =>
    [`### ${name}`, schema.description ?? "", fieldsOf(schema)].filter(Boolean).join("\n\n"),
  );
  const intro =
    "All routes below the base path, `/v1/payment` by default. A running server answers the same document at `GET /v1/payment/openapi.json`. Amounts are US cents; times are ISO 8601 in UTC.";
  return {
    path: "reference/http",
    source: DOCUMENT,
    text: "HTTP routes",
    markdown: ["# HTTP routes", intro, "## Routes", ...routes, "## Records", ...records].join(
      "\n\n",
    ),
  };
}

function routeOf(method: string, path: string, operation: Operation): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const query = parameters.map(
    ({ name, in: place, required, description: meaning = "", schema }) =>
      `| \`${name}\` | ${place} | ${typeOf(schema)} | ${required ? "yes" : ""} | ${cell(meaning)} |`,
  );
  const body = schemaOf(requestBody);
  const answers = Object.entries(responses).map(
    ([status, answer]) =>
      `| ${status} | ${typeOf(schemaOf(answer))} | ${cell(linked(answer.description))} |`,
  );
  return [
    `### ${method.toUpperCase()} ${path}`,
    summary,
    description ?? "",
    query.length === 0
      ? ""
      : [
          "| parameter | in | type | required | meaning |",
          "| --- | --- | --- | --- | --- |",
          ...query,
        ].join("\n"),
    body === undefined ? "" : `Body:\n\n${fieldsOf(body)}`,
    ["| status | body | meaning |", "| --- | --- | --- |", ...answers].join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return Object.values(content?.content ?? {})[0]?.schema;
}

/** A record's fields as a table, or its type if it has none. */
function fieldsOf(schema: Schema): string {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return typeOf(schema);
  const required = new Set(schema.required);
  return [
    "| field | type | always there | meaning |",
    "| --- | --- | --- | --- |",
    ...fields.map(
      ([name, field]) =>
        `| \`${name}\` | ${typeOf(field)} | ${required.has(name) ? "yes" : ""} | ${cell(field.description ?? "")} |`,
    ),
  ].join("\n");
}

function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return "";
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  return [schema.type ?? "any"].flat().join(" or ");
}

/** Links the codes that a description begins its lines with. */
function linked(text: string): string {
  return text.replaceAll(/^`(\w+)`:/gm, (_, code: string) => `[\`${code}\`](/codes/${code}/):`);
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, "<br>").replaceAll("|", "\\|");
}
