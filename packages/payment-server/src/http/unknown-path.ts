import { PaymentError } from "../errors.ts";
import { notFound, type HttpContext } from "./call.ts";

/**
 * Creates the error for a path that is no route. In test mode, the error for a path outside
 * `base_path` says where the routes are. Otherwise it is the error that an admin route throws for
 * users who are no administrators.
 */
export function unknownPath({ base_path, providers }: HttpContext, { url }: Request): PaymentError {
  const { pathname } = new URL(url);
  const isBelow = `${pathname}/`.startsWith(`${base_path}/`);
  const isTest = [...providers.values()].every(({ environment }) => environment === "test_mode");
  if (isBelow || !isTest) return notFound();
  return new PaymentError(
    "not_found",
    `There is nothing here: the payment routes are below \`${base_path}\`. Set \`base_path\` to where they are mounted, or correct the address that was called.`,
  );
}
