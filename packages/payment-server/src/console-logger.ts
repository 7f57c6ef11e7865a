import type { LogFields, Logger } from "./core/logger.ts";

/** Writes one line per message to the console. Values are escaped; of a cause only its kind and place are shown, never its text. */
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

/** JSON leaves C1 controls and line separators as they are; a terminal does not. */
function escape(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function describe(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: typeof cause };
  // A stack begins with the error's text, which may look like a place itself; and it may be no text at all.
  const stack = String(cause.stack).replace(String(cause.message), "");
  const place =
    stack
      .split("\n")
      .find((text) => /^\s+at .+:\d+:\d+\)?$/.test(text))
      ?.trim() ?? null;
  return { cause: cause.constructor.name, place };
}
