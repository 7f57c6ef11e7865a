import { DodoError, invalidBody } from "../errors.ts";

const int32_max = 2_147_483_647;

/**
 * Parses a request body. Throws a `DodoError` with status 400 if it is not JSON, and with status 422
 * if it is not an object.
 */
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

// The functions below read one field. They return `null` if it is absent or null, and throw
// `INVALID_REQUEST_BODY` with the name of the field if it has another type.

/** Reads an object. */
export function readFields(given: unknown, name: string): Record<string, unknown> | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "object" || Array.isArray(given))
    throw invalidBody(`${name} must be an object`);
  return { ...given };
}

/** Reads a string. */
export function readText(given: unknown, name: string): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "string") throw invalidBody(`${name} must be a string`);
  return given;
}

/** Reads a list of strings. */
export function readTexts(given: unknown, name: string): string[] | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given) || !given.every((entry) => typeof entry === "string"))
    throw invalidBody(`${name} must be a list of strings`);
  return [...given];
}

/** Reads an object whose values are strings. */
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

/** Reads a boolean. */
export function readFlag(given: unknown, name: string): boolean | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "boolean") throw invalidBody(`${name} must be true or false`);
  return given;
}

/** Reads a whole number of 32 bits, the type of Dodo's amounts. */
export function readWhole(given: unknown, name: string): number | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "number" || !Number.isInteger(given) || Math.abs(given) > int32_max)
    throw invalidBody(`${name} must be a 32-bit integer`);
  return given;
}

/** Reads an absolute URL that a browser may be redirected to. */
export function readLink(given: unknown, name: string): string | null {
  const link = readText(given, name);
  if (link === null) return null;
  // Mobile apps register schemes of their own; only those that run code in the page are refused.
  const unsafe = /^(javascript|data|vbscript|blob|file|about):$/;
  if (!URL.canParse(link) || unsafe.test(new URL(link).protocol))
    throw invalidBody(`${name} must be an absolute URL`);
  return link;
}
