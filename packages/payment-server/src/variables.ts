import { PaymentError } from "./errors.ts";

/** A variable that is read, for whoever documents or asks for them. `required`: nothing can be sold without it. */
export interface Variable {
  key: string;
  description: string;
  required: boolean;
}

/** Reads a variable of the environment; `undefined` when it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * The value of a setting: the option if it is given, else the variable under any of its names. Empty counts as absent.
 * Throws `configuration` when two names carry different values: a guess could be the wrong one. Values are never printed.
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

/** The names that are set to nothing: said in the log, since somebody meant to set them. */
export function emptyVariables(names: readonly string[], env: ReadVariable): string[] {
  return names.filter((name) => env(name)?.trim() === "");
}

/** What was read so far, and whether reading it now would give something else. */
export interface Reading {
  read: ReadVariable;
  changed(): boolean;
}

/** Reads variables and remembers what each was when it was asked for first. */
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
