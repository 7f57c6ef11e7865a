/**
 * The checkout pages inside of Dodo's overlay: the same pages below `/overlay`, where they may be
 * framed. Like Dodo's pages, they post messages to the page around the frame, in the form that
 * `dodopayments-checkout` understands. One of these messages takes the place of a redirect to the
 * merchant.
 */
import { createHash } from "node:crypto";
import { raw } from "hono/html";
import { layout, policy } from "./layout.ts";

/** The path that the overlay opens, before the path of the session. */
const PREFIX = "/overlay";

/**
 * The script of a framed page. It sends the event in the `data-event` of its script element to the
 * page around the frame. Links to the merchant are not followed in the frame. Instead, a click on a
 * back link sends `checkout.closed`, and a click on any other such link sends `checkout.redirect`.
 */
const script = `const {dataset}=document.currentScript;
const tell=(event_type,message)=>parent.postMessage({event_type,data:{message}},"*");
tell(dataset.event,dataset.to?{redirect_to:dataset.to}:{});
for(const link of document.querySelectorAll('a:not([href^="/"])'))link.addEventListener("click",event=>{
event.preventDefault();
if(link.matches(".back,.closes"))tell("checkout.closed",{});
else tell("checkout.redirect",{redirect_to:link.href});
});`;
const script_hash = createHash("sha256").update(script).digest("base64");
const overlay_policy = policy.replace(
  "frame-ancestors 'none'",
  `frame-ancestors *; script-src 'sha256-${script_hash}'`,
);

/** Returns a handler that answers as `page` does, and also below `/overlay`. */
export function withOverlay(
  page: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(`${PREFIX}/session/`)) return await page(request);
    url.pathname = url.pathname.slice(PREFIX.length);
    const response = await page(new Request(url, request));
    const location = response.headers.get("location");
    if (location !== null) return await redirect(response, new URL(location, url), url.origin);
    const text = (await response.text())
      .replaceAll('action="/session/', `action="${PREFIX}/session/`)
      .replaceAll('href="/session/', `href="${PREFIX}/session/`);
    return framed(text.replace("</body>", `${scriptOf("checkout.opened")}</body>`), response);
  };
}

/**
 * Answers in place of a redirect. If the redirect leads to a page below `/session/`, redirects
 * inside of the frame. Otherwise returns a page that sends `checkout.redirect` with the address, so
 * that the page around the frame is replaced.
 */
async function redirect(response: Response, to: URL, origin: string): Promise<Response> {
  if (to.origin === origin && to.pathname.startsWith("/session/")) {
    const headers = { location: `${PREFIX}${to.pathname}${to.search}` };
    return new Response(null, { status: response.status, headers });
  }
  const body = await layout("Back to the shop", raw("<main><h1>Back to the shop…</h1></main>"));
  const text = body.replace("</body>", `${scriptOf("checkout.redirect", to.href)}</body>`);
  return framed(text, new Response(null, { headers: { "content-type": "text/html" } }));
}

function framed(text: string, { status, headers }: Response): Response {
  const own = new Headers(headers);
  own.delete("content-length");
  own.set("content-security-policy", overlay_policy);
  return new Response(text, { status, headers: own });
}

function scriptOf(event: string, to = ""): string {
  const address = to.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<script data-event="${event}" data-to="${address}">${script}</script>`;
}
