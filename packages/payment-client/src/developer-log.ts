import type { PaymentClientError } from "./errors.ts";

/** The errors and warnings that have been logged since the page was loaded. */
const logged = new Set<string>();

/**
 * Writes the code of an error to the console, with its hint and its cause. Without a hint, the
 * message of the error is written instead, and without a cause, the error itself. The same error of
 * several elements is written once. The hints are imported only here, because most pages never need
 * them. `tag` is the name of the element in which the error has occurred.
 */
export async function logForDeveloper(
  error: PaymentClientError,
  tag = "dodo-topup-button",
): Promise<void> {
  const { code, message, cause } = error;
  const name = `${code} ${message} ${String(cause)}`;
  if (logged.has(name)) return;
  logged.add(name);
  const { hints } = await import("./hints.ts").catch(() => ({
    hints: {} as Record<string, string>,
  }));
  console.error(`<${tag}> ${code}: ${hints[code] ?? message}`, cause ?? error);
}

/**
 * Warns if a button has `createTopup`, but neither an `id` nor a `topup-id`: the browser cannot
 * remember the open payment of such a button. The warning is written once for all buttons.
 */
export function warnWithoutId({
  createTopup,
  id,
  topup_id,
}: {
  createTopup: unknown;
  id: string;
  topup_id: string | undefined;
}): void {
  const name = "no_id";
  if (!createTopup || id || topup_id || logged.has(name)) return;
  logged.add(name);
  void import("./hints.ts").then(({ hints }) =>
    console.warn(`<dodo-topup-button> ${name}: ${hints[name]}`),
  );
}
