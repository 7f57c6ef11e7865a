import { describeValue } from "./core/describe-value.ts";
import { PaymentError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** The names of all options in `Options`, as keys, so that the compiler finds a missing one. */
export type KnownOptions<Options> = Readonly<Record<keyof Options & string, true>>;

/**
 * Checks that `options` is an object and that every name in it is known. A misspelt option would
 * otherwise be ignored. Throws `configuration`. For an unknown name, the message also has the most
 * similar known one. In the message, `owner` names what takes the options, such as a function.
 */
export function assertKnownOptions(
  owner: string,
  options: unknown,
  known: Readonly<Record<string, true>>,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new PaymentError(
      "configuration",
      `The options of ${owner} must be an object, and are ${describeValue(options)}.`,
    );
  const wrong = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (wrong === undefined) return;
  const [similar] = nearest(wrong, Object.keys(known));
  throw new PaymentError(
    "configuration",
    `\`${wrong}\` is not an option of ${owner}; the most similar one is \`${similar}\`. The options are ${Object.keys(known).join(", ")}.`,
  );
}
