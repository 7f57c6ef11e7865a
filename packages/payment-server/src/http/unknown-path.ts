import { PaymentError } from "../errors.ts";
import { notFound, WEBHOOK_PATH, type HttpContext } from "./call.ts";

/**
 * Creates the error for a path that is not a route. In test mode, the error for a path outside
 * `base_path` says where the routes are. Otherwise it is the error that an admin route throws for
 * users who are not administrators.
 *
 * Also reports what the operator should correct. That is a delivery to another path than the
 * webhook's and, in test mode, a request for a path outside `base_path` that ends with one of
 * `routes`. The report does not repeat the path itself, because anyone can send one.
 */
export function unknownPath(
  context: HttpContext,
  { url, method, headers }: Request,
  routes: readonly string[],
): PaymentError {
  const { base_path, mistakes } = context;
  const { pathname } = new URL(url);
  if (method === "POST" && headers.has("webhook-id") && headers.has("webhook-signature"))
    mistakes.report({
      level: "warning",
      code: "wrong_path",
      message: `A delivery came to another path than \`${base_path}${WEBHOOK_PATH}\` and was answered 404: register the address that ends so.`,
    });
  if (`${pathname}/`.startsWith(`${base_path}/`) || !isTest(context)) return notFound();
  const route = routes.find((path) => pathname.replace(/\/$/, "").endsWith(path));
  if (route !== undefined)
    mistakes.report({
      level: "warning",
      code: "wrong_path",
      message: `A request for \`${route}\` came to a path that does not begin with \`base_path\`, which is \`${base_path}\`, and was answered 404: set \`base_path\` to what the handler sees, or correct the page's \`endpoint\`.`,
    });
  return new PaymentError(
    "not_found",
    `There is nothing here: the payment routes are below \`${base_path}\`, and the handler was called with another path, as where a framework removes a prefix. Set \`base_path\` to what the handler sees, or correct the address that was called.`,
  );
}

function isTest({ providers }: HttpContext): boolean {
  return [...providers.values()].every(({ environment }) => environment === "test_mode");
}
