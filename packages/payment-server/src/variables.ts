import { PaymentError } from "./errors.ts";

/** A variable that is read, as a Federation lists it for its administrator. */
export interface Variable {
  key: string;
  description: string;
  /** `true` if nothing can be sold without it. */
  required: boolean;
}

/** Reads a variable of the environment; `undefined` if it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * Returns the value of a setting: the option if it was given, else the variable under any of its
 * names; `null` if there is none. An empty value counts as absent. Throws `configuration` if two
 * names have different values, because a guess could be the wrong one. Values are never printed:
 * they may be secrets.
 */
export function setting(
  option: string | undefined,
  names: readonly string[],
  env: ReadVariable,
): string | null {
  const chosen = option?.trim() ?? "";
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
 * Returns the names that are set to an empty text. The caller warns of them, since somebody meant
 * to set them.
 */
export function emptyVariables(names: readonly string[], env: ReadVariable): string[] {
  return names.filter((name) => env(name)?.trim() === "");
}

/** A reader of variables that knows when its values are out of date. */
export interface Reading {
  read: ReadVariable;
  /** Returns whether a variable that was read now has another value. */
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
