import { PaymentError } from "../errors.ts";
import { notFound, type HttpContext } from "./call.ts";

/**
 * Creates the error for a path that is no route. In test mode it says where the routes are if the
 * path is not below `base_path`. Below it, it is the one with which admin routes answer others.
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
