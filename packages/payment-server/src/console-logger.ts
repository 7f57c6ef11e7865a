import type { LogFields, Logger } from "./core/logger.ts";

/**
 * Writes one line per message to the console. Values are escaped, so that none can forge a line or
 * send codes to a terminal. Of a cause only its class and its location are shown: its text may
 * carry personal data.
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

/** Escapes what JSON leaves as it is and a terminal acts on: C1 controls and line separators. */
function escape(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function describe(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: typeof cause };
  // A stack begins with the error's message, which may look like a location itself; and it may be
  // no text at all.
  const stack = String(cause.stack).replace(String(cause.message), "");
  const location =
    stack
      .split("\n")
      .find((text) => /^\s+at .+:\d+:\d+\)?$/.test(text))
      ?.trim() ?? null;
  return { cause: cause.constructor.name, place: location };
}
