// The service worker of the playground. It answers what is below `/playground/` with a shop that
// lives in this worker's memory; all other requests go to the network.
import { createShop } from "./shop.ts";

interface Worker {
  registration: { scope: string };
  location: { origin: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: string,
    listener: (event: {
      request: Request;
      respondWith(answer: Promise<Response>): void;
      waitUntil(work: Promise<void>): void;
    }) => void,
  ): void;
}

const worker = globalThis as unknown as Worker;
const prefix = new URL(worker.registration.scope).pathname;
const shop = createShop(worker.location.origin, prefix);

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  if (!event.request.url.startsWith(worker.location.origin)) return;
  const answer = shop.answer(event.request);
  if (answer !== null) event.respondWith(answer.then(withHeartbeat));
});

/**
 * Adds a script to a page of the local Dodo or of the payment routes that sends a request every
 * few seconds: a browser stops a worker, and with it the shop, after 30 seconds without a request.
 * The pages' own policies allow no script and no style but theirs.
 */
async function withHeartbeat(answer: Response): Promise<Response> {
  if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return answer;
  const headers = new Headers(answer.headers);
  headers.set(
    "content-security-policy",
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  const script = `<script src="${prefix}heartbeat.js"></script>`;
  const html = (await answer.text()).replace("</body>", `${script}</body>`);
  return new Response(html, { status: answer.status, headers });
}
