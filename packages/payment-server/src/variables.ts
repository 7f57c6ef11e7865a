import { PaymentError } from "./errors.ts";

/** A variable that the service reads, as a Federation lists it for its administrator. */
export interface Variable {
  key: string;
  description: string;
  /** Whether nothing can be sold without this variable. */
  required: boolean;
}

/** Reads a variable of the environment; `undefined` if it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * Returns the option if it was given (JavaScript code may pass a `URL`), or else the variable, which
 * may have several names. Returns `null` if neither is set. An empty value counts as not set. If the
 * option was not given and two of the names have different values, throws `configuration`. The
 * message does not show the values, because they may be secrets.
 */
export function setting(
  option: string | undefined,
  names: readonly string[],
  env: ReadVariable,
): string | null {
  const chosen = String(option ?? "").trim();
  if (chosen !== "") return chosen;
  const found = names
    .map((name) => ({ name, value: env(name)?.trim() ?? "" }))
    .filter(({ value }) => value !== "");
  const [first, ...others] = found;
  const other = others.find(({ value }) => value !== first?.value);
  if (first !== undefined && other !== undefined) {
    throw new PaymentError(
      "configuration",
      `${first.name} and ${other.name} have different values; keep one of them.`,
    );
  }
  return first?.value ?? null;
}

/**
 * Returns the names of the variables that are set to an empty or blank text. The caller logs a
 * warning about them, because they were probably meant to have a value.
 */
export function emptyVariables(names: readonly string[], env: ReadVariable): string[] {
  return names.filter((name) => env(name)?.trim() === "");
}

/** A reader of variables that can check whether the values it has read have changed since. */
export interface Reading {
  read: ReadVariable;
  /** Returns whether a variable that was read through `read` has another value now. */
  changed(): boolean;
}

/** Wraps `env` and remembers the first value of each variable that is read through it. */
export function rememberReading(env: ReadVariable): Reading {
  const first = new Map<string, string | undefined>();
  return {
    read(name) {
      const value = env(name);
      if (!first.has(name)) first.set(name, value);
      return value;
    },
    changed() {
      for (const [name, value] of first) if (env(name) !== value) return true;
      return false;
    },
  };
}
