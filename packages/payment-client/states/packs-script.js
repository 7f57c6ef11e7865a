// Describes each state of the packs: the offer, the past payments, and what the buyer has done.
import { checkout, method, never, offer as methods, offline, say, seen } from "./script.js";

const packs = [
  { id: "small", usd_cents: 500, credits: 500 },
  { id: "medium", usd_cents: 2_000, credits: 2_200, recommended: true },
  { id: "large", usd_cents: 5_000, credits: 6_000 },
];
const own_amount = { min_usd_cents: 500, max_usd_cents: 50_000, credits_per_usd: 100 };
const offer = { balance: 3_440, packs, own_amount };

const invoice_url = "https://test.dodopayments.com/invoices/payments/pay_1";
const payment = (payment_id, month_and_day, amount_minor, credits, status, more) => ({
  payment_id,
  // In the present year, since an older one is written out.
  created_at: new Date(`${new Date().getFullYear()}-${month_and_day}T12:00:00`).toISOString(),
  amount_minor,
  currency: "USD",
  credits,
  status,
  on_its_way: false,
  refunded_minor: 0,
  invoice_url: null,
  ...more,
});
const past = [
  payment("pp_1", "11-28", 2_000, 2_200, "paid", { invoice_url }),
  payment("pp_2", "11-27", 5_000, 6_000, "pending", { on_its_way: true }),
  payment("pp_7Q2M4KX9", "11-21", 500, 500, "held"),
  payment("pp_4", "11-14", 2_000, 2_200, "failed"),
  payment("pp_5", "11-02", 1_250, 1_250, "paid", { invoice_url, refunded_minor: 1_250 }),
];
/** The newest payment is that of the button, once it is added. */
const listed = say({ items: past, next_cursor: "2", retry_after_ms: null });
const none = say({ items: [], next_cursor: null, retry_after_ms: null });
const several = methods(method, { ...method, id: "bank", label: "Bank transfer" });

/**
 * The states by name. `buys` is the pack that is bought, `stays` that the checkout is in an overlay,
 * `types` the amount in the field. `methods`, `create`, `status`, `offer` and `payments` are the
 * responses of the server. Where the payments are not what a state is about, they are never answered,
 * and so not shown.
 */
export const states = {
  Packs: { payments: listed },
  "Test mode": { methods: methods({ ...method, test_mode: true }) },
  Opening: { buys: "pack-medium", create: never },
  Added: { buys: "pack-medium", payments: listed, ...seen("paid") },
  Held: { buys: "pack-small", ...seen("held") },
  Declined: { buys: "pack-large", ...seen("failed") },
  Offline: { buys: "pack-medium", create: offline },
  "Own amount": { types: "12.50" },
  "Out of bounds": { types: "3.00" },
  "Several methods": { methods: several },
  "No payments": { payments: none },
  Loading: { offer: never, payments: never },
  "Not loaded": { offer: offline, payments: offline },
};
const names = Object.keys(states);

/** Returns the addresses of a state: the payment routes, and the route of the shop. */
export function addressesOf(name) {
  const at = `/scripted/${names.indexOf(name)}`;
  return { endpoint: at, topups: `${at}/topups` };
}

/** Replaces `fetch` by the server of each state. */
export async function scripted(request) {
  const [, , at, ...path] = new URL(request.url).pathname.split("/");
  const state = states[names[at]];
  const routes = {
    topups: request.method === "POST" ? say({ topup_id: "topup" }) : (state.offer ?? say(offer)),
    methods: state.methods ?? methods(method),
    "payments/me": state.payments ?? never,
    "checkout/create": state.create ?? say(checkout),
    "redirect/success": state.status ?? never,
  };
  return await routes[path.join("/")]();
}
