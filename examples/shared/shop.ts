// The shop that most examples mount: its page with three packs, its routes, and the payment routes
// beside them.
import type { PaymentService } from "@x/payment-server";
import { answerDesk } from "./desk.ts";
import { fileAt, pageNamed } from "./files.ts";
import { PAGE_HEADERS } from "./policy.ts";
import { createRoutes, offerOf, sessionOf, type Books } from "./routes.ts";

export { sessionOf } from "./routes.ts";

/** The user that a new visitor is signed in as. */
const VISITOR = "ada";

/**
 * Creates the handler of the whole shop: its page and files, its own routes, and the payment routes
 * for all other paths.
 */
export function createShop(
  books: Books,
  payment: Pick<PaymentService, "fetch">,
): (request: Request) => Promise<Response> {
  const routes = createRoutes(books, payment, (status) =>
    html(status, pageNamed("no-checkout.html")),
  );
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "GET" && pathname === "/") {
      const user_id = sessionOf(request)?.user_id;
      return shopPage(await books.balanceOf(user_id ?? VISITOR), user_id === undefined);
    }
    const desk = await answerDesk(request);
    if (desk !== null) return desk;
    const file = request.method === "GET" ? fileAt(pathname, PAGE_HEADERS) : undefined;
    return file ?? (await routes(request)) ?? (await payment.fetch(request));
  };
}

/**
 * Renders the page with the balance in it, so that nothing moves when a script reloads it, and
 * nothing is missing without JavaScript.
 */
function shopPage(credits: number, new_here: boolean): Response {
  const text = pageNamed("page.html")
    .replace("{credits}", credits.toLocaleString("en"))
    .replace("{offer}", JSON.stringify(offerOf(credits)).replaceAll('"', "&quot;"));
  const page = html(200, text);
  if (new_here)
    page.headers.append("set-cookie", `user=${VISITOR}; Path=/; HttpOnly; SameSite=Lax`);
  return page;
}

function html(status: number, body: string): Response {
  return new Response(body, {
    status,
    headers: { ...PAGE_HEADERS, "content-type": "text/html; charset=utf-8" },
  });
}
