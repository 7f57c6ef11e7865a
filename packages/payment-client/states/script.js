// Describes each state of the sheet: the responses of its server, and the actions that lead to it.

export const never = () => new Promise(() => {});
export const offline = async () => {
  throw new TypeError("Failed to fetch");
};
export const say =
  (body, status = 200, headers = {}) =>
  async () =>
    Response.json(body, { status, headers });
const refuse = (code, status, headers) =>
  say({ code, error: code, request_id: "req_1" }, status, headers);

export const method = {
  id: "dodo",
  type: "checkout",
  enabled: true,
  label: "Card",
  service: "payment",
  action: "checkout/create",
  requires_user: true,
  currency: "USD",
};
export const offer = (...items) => say({ items });
const several = offer(
  method,
  { ...method, id: "bank", label: "Bank transfer" },
  { ...method, id: "wallet", label: "Wallet" },
);
const none = offer({ ...method, enabled: false, reason: "Not configured." });
const test_mode = offer({ ...method, test_mode: true });

const payment_id = "pp_7Q2M4KX9";
export const checkout = {
  payment_id,
  topup_id: "topup",
  provider: "dodo",
  // The address is an anchor on this page, so the page is not left.
  checkout_url: new URL("#checkout", location.href).href,
  status: "pending",
  status_url: new URL("/v1/payment/redirect/success?ref=ref_1", location.href).href,
};
/** A pause that is longer than automatic polling goes on. */
const LONG_S = 600;
/** A state with the checkout in an overlay and a payment of this status. */
export const seen = (status, more) => ({
  pays: true,
  stays: true,
  status: say({
    payment_id,
    topup_id: "topup",
    status,
    credits: 2_200,
    on_its_way: false,
    retry_after_ms: null,
    ...more,
  }),
});

/**
 * The states by name. `pays` means that the button is pressed, `stays` that the checkout is in an
 * overlay, and `checks` that the payment is then polled once more. `methods`, `create` and `status`
 * are the responses of the server. All other fields describe the markup of the element.
 */
export const states = {
  Idle: {},
  Creating: { pays: true, create: never },
  Redirecting: { pays: true },
  Confirming: { pays: true, stays: true },
  Crediting: seen("crediting", { on_its_way: true }),
  "Bank at work": seen("pending", { stage: "bank", on_its_way: true }),
  "Came back, unpaid": { ...seen("pending", { stage: "unpaid" }), checks: true },
  Slow: seen("pending", { retry_after_ms: LONG_S * 1_000 }),
  "Slow, offline": { pays: true, stays: true, checks: true, status: offline },
  "Slow, server busy": {
    pays: true,
    stays: true,
    status: refuse("unavailable", 503, { "retry-after": LONG_S }),
  },
  Applied: seen("paid"),
  Failed: seen("failed"),
  Canceled: seen("canceled"),
  Expired: seen("expired"),
  Held: seen("held"),
  Dismissed: seen("dismissed"),
  Offline: { pays: true, create: offline },
  "Server busy": { pays: true, create: refuse("provider_unavailable", 503) },
  "Signed out": { pays: true, create: refuse("unauthorized", 401) },
  Unavailable: { pays: true, create: refuse("topup_not_found", 404) },
  "No method enabled": { methods: none },
  "Methods not loaded": { methods: offline },
  "Several methods": { methods: several },
  "Several methods, creating": { methods: several, pays: true, create: never },
  "Method chosen": { methods: several, attributes: { method: "bank" } },
  "Test mode": { methods: test_mode },
  "Test mode, creating": { methods: test_mode, pays: true, create: never },
  Disabled: { attributes: { disabled: "" } },
  Label: { attributes: { label: "2,200 credits for $20.00" } },
  "Label slot": { label: ["2,200 credits ", "$20.00"] },
  "Icon slot": { icon: true },
  "Icon slot, creating": { icon: true, pays: true, create: never },
  Themed: { attributes: { class: "themed" }, methods: test_mode },
  Outlined: { attributes: { class: "outlined" } },
  Small: { attributes: { class: "small" } },
  "Small, creating": { attributes: { class: "small" }, pays: true, create: never },
  Large: { attributes: { class: "large" } },
  "Themed, confirming": { attributes: { class: "themed" }, pays: true, stays: true },
  "Full width": { attributes: { class: "wide" }, methods: test_mode },
  "Full width, held": { attributes: { class: "wide" }, ...seen("held") },
  Aside: { attributes: { class: "aside" }, ...seen("failed") },
  "Hidden sentence": { attributes: { class: "unseen" }, ...seen("failed") },
};
const names = Object.keys(states);

/** Returns the endpoint of a state. */
export function endpointOf(name) {
  return `/scripted/${names.indexOf(name)}`;
}

/**
 * Replaces `fetch` by the server of each state. By default it has one method, opens the checkout,
 * and never answers a poll.
 */
export async function scripted(request) {
  const [, , at, ...path] = new URL(request.url).pathname.split("/");
  const { methods = offer(method), create = say(checkout), status = never } = states[names[at]];
  const routes = { methods, "checkout/create": create, "redirect/success": status };
  return await routes[path.join("/")]();
}
