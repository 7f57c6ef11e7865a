// Keeps the service worker running while a page of the playground is open.
setInterval(() => void fetch(new URL("shop/state", script()), { cache: "no-store" }), 5_000);

function script(): string {
  return document.querySelector<HTMLScriptElement>("script[src$='heartbeat.js']")?.src ?? "";
}
