import { isSoftEnd, type Payment } from "../core/payment.ts";

/** What a page says of a stored status. It claims nothing that is not stored. */
interface Words {
  title: string;
  text: string;
}

const WORDS: Record<Payment["status"], Words> = {
  pending: { title: "On its way", text: "We have not received the payment yet. This page looks again by itself; if you have not paid, you may close it." },
  crediting: { title: "On its way", text: "The payment has arrived and is being added to your balance. This page looks again by itself." },
  paid: { title: "Paid", text: "The payment has arrived and your balance has been topped up." },
  failed: { title: "Not paid", text: "The payment did not go through. You have not been charged by us; you can try again." },
  canceled: { title: "Canceled", text: "The payment was canceled. You can try again." },
  expired: { title: "Expired", text: "The checkout has expired without a payment. You can open a new one." },
  held: { title: "Being looked at", text: "A payment has arrived and is being looked at by a person. Please do not pay again." },
  dismissed: { title: "Being looked at", text: "This payment was not added to your balance. Please contact support with the reference below." },
};

const UNKNOWN: Words = { title: "Not found", text: "There is no payment at this address." };

const STYLE = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-items:center}main{max-width:30rem;padding:2rem}small{opacity:.75}`;

/** The result page: no script, nothing of the request in it, refreshing itself while the payment is open. */
export function renderResultPage(payment: Payment | null, now: number): Response {
  const words = payment === null ? UNKNOWN : WORDS[payment.status];
  const nonce = crypto.randomUUID();
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh(payment, now)}<title>${words.title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p role="status">${words.text}</p>
${back(payment)}${payment === null ? "" : `<p><small>Reference: ${escapeHtml(payment.payment_id)}</small></p>`}
</main>
</body>
</html>
`;
  return new Response(html, { status: payment === null ? 404 : 200, headers: headers(nonce) });
}

function headers(nonce: string): Record<string, string> {
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
  };
}

/** Again soon while it is open, more slowly as it grows old; on to where it leads back once it is paid. */
function refresh(payment: Payment | null, now: number): string {
  if (payment === null) return "";
  if (payment.status === "paid" && payment.return_to !== null) return `<meta http-equiv="refresh" content="4;url=${escapeHtml(payment.return_to)}">\n`;
  const open = payment.status === "pending" || payment.status === "crediting" || isSoftEnd(payment);
  if (!open || now - payment.updated_at > 3_600_000) return "";
  return `<meta http-equiv="refresh" content="${now - payment.updated_at > 300_000 ? 30 : 4}">\n`;
}

function back(payment: Payment | null): string {
  return payment?.return_to ? `<p><a href="${escapeHtml(payment.return_to)}" rel="noreferrer">Continue</a></p>\n` : "";
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
