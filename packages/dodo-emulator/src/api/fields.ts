import { DodoError, invalidBody } from "../errors.ts";

const int32_max = 2_147_483_647;

/** A request body as its fields; throws 400 on what is not JSON and 422 on what is not an object. */
export function readBody(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new DodoError(400, "INVALID_REQUEST_BODY", "the body is not valid JSON");
  }
  const fields = readFields(body, "the body");
  if (fields === null) throw invalidBody("the body must be an object");
  return fields;
}

/** An object's fields; null when it is null or absent. */
export function readFields(given: unknown, name: string): Record<string, unknown> | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "object" || Array.isArray(given))
    throw invalidBody(`${name} must be an object`);
  return { ...given };
}

/** A string; null when it is null or absent. */
export function readText(given: unknown, name: string): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "string") throw invalidBody(`${name} must be a string`);
  return given;
}

/** A list of strings; null when it is null or absent. */
export function readTexts(given: unknown, name: string): string[] | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given) || !given.every((entry) => typeof entry === "string"))
    throw invalidBody(`${name} must be a list of strings`);
  return [...given];
}

/** Pairs of strings, as webhook endpoints have them; null when it is null or absent. */
export function readPairs(given: unknown, name: string): Record<string, string> | null {
  const fields = readFields(given, name);
  if (fields === null) return null;
  const pairs: Record<string, string> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value !== "string") throw invalidBody(`${name}.${key} must be a string`);
    pairs[key] = value;
  }
  return pairs;
}

/** A flag; null when it is null or absent. */
export function readFlag(given: unknown, name: string): boolean | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "boolean") throw invalidBody(`${name} must be true or false`);
  return given;
}

/** A whole number that fits 32 bits; null when it is null or absent. */
export function readWhole(given: unknown, name: string): number | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "number" || !Number.isInteger(given) || Math.abs(given) > int32_max)
    throw invalidBody(`${name} must be a 32-bit integer`);
  return given;
}

/** An absolute URL a browser may be sent to; null when it is null or absent. */
export function readLink(given: unknown, name: string): string | null {
  const link = readText(given, name);
  if (link === null) return null;
  // Apps use schemes of their own; what runs in the page is refused.
  const runs = /^(javascript|data|vbscript|blob|file|about):$/;
  if (!URL.canParse(link) || runs.test(new URL(link).protocol))
    throw invalidBody(`${name} must be an absolute URL`);
  return link;
}
