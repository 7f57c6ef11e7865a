import type { LogFields, Logger } from "./core/logger.ts";

/**
 * Writes one line per message to the console. Values are escaped, so that no value can forge a line
 * or send codes to a terminal. Of the `cause`, only the class, the code and the location are
 * written, because its text may hold personal data.
 */
export const consoleLogger: Logger = {
  info: (message, fields) => console.info(line(message, fields)),
  warn: (message, fields) => console.warn(line(message, fields)),
  error: (message, fields, cause) =>
    console.error(line(message, { ...fields, ...(cause === undefined ? {} : describe(cause)) })),
};

function line(message: string, fields: LogFields = {}): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${escape(value)}`);
  return ["[payment]", message, ...pairs].join(" ");
}

/**
 * Returns a value as JSON, in which DEL, the C1 controls, U+2028 and U+2029 are escaped too,
 * because a terminal or a log viewer may act on them.
 */
function escape(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function describe(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: typeof cause };
  // A stack may contain the message, which is removed because it may look like a location.
  // `String()` is needed because a stack may be something other than text.
  const stack = String(cause.stack).replace(String(cause.message), "");
  const places = stack.split("\n").filter((text) => /^\s+at .+:\d+:\d+\)?$/.test(text));
  // A driver's error is thrown in the driver or in our `tx`. The line that called them is the
  // application's.
  const own = places.find((text) => !/node_modules|\(node:|at node:/.test(text));
  const code = codeOf(cause);
  return {
    cause: cause.constructor.name,
    ...(code === "" ? {} : { cause_code: code }),
    place: (own ?? places[0])?.trim() ?? null,
  };
}

/**
 * Returns the code of a driver's error, such as `SQLITE_ERROR` or `42P01`, followed by the
 * `errcode` of node:sqlite if there is one. A code in any other form is left out, because it may be
 * personal. Returns `""` if nothing is left.
 */
function codeOf(cause: Error): string {
  const [code, number]: unknown[] = [Reflect.get(cause, "code"), Reflect.get(cause, "errcode")];
  const word =
    typeof code === "string" && /^[A-Z][A-Z_]{1,40}$|^[\dA-Z]{5}$/.test(code) ? code : "";
  return Number.isInteger(number) ? `${word} ${String(number)}`.trim() : word;
}
