import { DodoError, invalidBody } from "../errors.ts";

const int32_max = 2_147_483_647;

/**
 * Parses a request body. Throws a `DodoError` with status 400 if it is not JSON, and with 422 if it
 * is not an object.
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

// Each function below reads one value, usually a field of a body. If the value is not what it must
// be, the function throws `INVALID_REQUEST_BODY` with the name of the value. `null` counts as
// absent.

/** Reads a field that must be an object; returns `null` if it is absent. */
export function readFields(given: unknown, name: string): Record<string, unknown> | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "object" || Array.isArray(given))
    throw invalidBody(`${name} must be an object`);
  return { ...given };
}

/** Reads a field that must be a string; returns `null` if it is absent. */
export function readText(given: unknown, name: string): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "string") throw invalidBody(`${name} must be a string`);
  return given;
}

/** Reads a field that must be a list of strings; returns `null` if it is absent. */
export function readTexts(given: unknown, name: string): string[] | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given) || !given.every((entry) => typeof entry === "string"))
    throw invalidBody(`${name} must be a list of strings`);
  return [...given];
}

/** Reads a field that must be an object whose values are strings; `null` if it is absent. */
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

/** Reads a field that must be a boolean; returns `null` if it is absent. */
export function readFlag(given: unknown, name: string): boolean | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "boolean") throw invalidBody(`${name} must be true or false`);
  return given;
}

/** Reads a field that must be a 32-bit integer, as Dodo's amounts are; `null` if it is absent. */
export function readWhole(given: unknown, name: string): number | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "number" || !Number.isInteger(given) || Math.abs(given) > int32_max)
    throw invalidBody(`${name} must be a 32-bit integer`);
  return given;
}

/** Reads a field that must be an absolute URL to redirect to; returns `null` if it is absent. */
export function readLink(given: unknown, name: string): string | null {
  const link = readText(given, name);
  if (link === null) return null;
  // Mobile apps have URL schemes of their own, so only unsafe ones are refused.
  const unsafe = /^(javascript|data|vbscript|blob|file|about):$/;
  if (!URL.canParse(link) || unsafe.test(new URL(link).protocol))
    throw invalidBody(`${name} must be an absolute URL`);
  return link;
}
