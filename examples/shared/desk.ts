// The administrator's page with the desk, and the demo's way to become one.
import { pageNamed } from "./files.ts";
import { IS_DEMO, isOwnPage, PAGE_HEADERS } from "./policy.ts";
import { sessionOf, type Answer } from "./routes.ts";

const HTML = { ...PAGE_HEADERS, "content-type": "text/html; charset=utf-8" };

/** The demo's form. A real shop has a sign-in of its own, and knows who is an administrator. */
const SIGN_IN = `<form method="post" action="/desk"><button>Sign in as the demo's administrator</button></form>`;

/** Answers `GET /desk` with the desk, and in the demo `POST /desk`, which signs in. */
export const answerDesk: Answer = async (request) => {
  if (new URL(request.url).pathname !== "/desk") return null;
  if (request.method === "POST" && IS_DEMO && isOwnPage(request)) {
    const cookie = "user=admin; Path=/; HttpOnly; SameSite=Lax";
    return new Response(null, {
      status: 303,
      headers: { ...PAGE_HEADERS, location: "/desk", "set-cookie": cookie },
    });
  }
  if (request.method !== "GET") return null;
  if (sessionOf(request)?.admin === true)
    return new Response(pageNamed("desk.html"), { headers: HTML });
  const page = pageNamed("no-desk.html").replace("{sign_in}", IS_DEMO ? SIGN_IN : "");
  return new Response(page, { status: 403, headers: HTML });
};
