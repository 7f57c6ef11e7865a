import type { Payment } from "dodopayments/resources/payments";
import type { EmulatorContext } from "../context.ts";
import type { Session } from "../ledger/session.ts";
import type { Delivery } from "../webhooks/delivery.ts";

/**
 * One entry of the tool page's list: a checkout session with its payments and their deliveries. A
 * payment whose session is not stored is an entry with its deliveries. A delivery whose payment is
 * not stored is an entry of its own.
 */
export interface Purchase {
  /** The id of the session, or of the payment if there is no session, or else of the delivery. */
  id: string;
  /** When the purchase began, in milliseconds; 0 if that is not known. */
  at: number;
  session: Session | null;
  payments: Payment[];
  deliveries: Delivery[];
}

/** One page of the purchases that match a search. */
export interface PurchasePage {
  shown: readonly Purchase[];
  /** How many purchases match. */
  total: number;
  /** The number of the page, from 1. */
  page: number;
  pages: number;
  /** The id of the purchase that is open, or `""` if none is. */
  open: string;
  search: string;
}

// The largest number of purchases on one page.
const page_size = 20;

/**
 * Returns every purchase, newest first. Purchases whose time is not known come last. Each session,
 * payment and delivery is in exactly one purchase.
 */
export function purchasesOf({ state, queue }: EmulatorContext): Purchase[] {
  const purchases = new Map<string, Purchase>();
  const add = (id: string, at: number, session: Session | null = null): Purchase => {
    const purchase = purchases.get(id) ?? { id, at, session, payments: [], deliveries: [] };
    purchases.set(id, purchase);
    return purchase;
  };
  for (const session of state.sessions.values())
    add(session.session_id, session.created_at, session);
  for (const payment of state.payments.values()) {
    const at = Date.parse(payment.created_at) || 0;
    const own = purchases.get(payment.checkout_session_id ?? "") ?? add(payment.payment_id, at);
    own.payments.push(payment);
  }
  for (const delivery of queue.deliveries) {
    const payment = state.payments.get(delivery.payment_id ?? "");
    const id = payment?.checkout_session_id ?? "";
    const own = purchases.get(id) ?? purchases.get(payment?.payment_id ?? "");
    (own ?? add(delivery.delivery_id, delivery.attempts[0]?.at ?? 0)).deliveries.push(delivery);
  }
  // The sort keeps the order of purchases with equal times. The list is reversed before the sort,
  // so that of two such purchases the one that was added later comes first.
  return [...purchases.values()].reverse().sort((a, b) => b.at - a.at);
}

/**
 * Returns the page of purchases that a query selects. `page` is the number of the page, from 1, and
 * `q` is a text to search for. `open` is the id of a session, payment, refund or delivery. If a
 * found purchase contains this id, that purchase is open, and the page with it is returned,
 * whatever `page` is. Otherwise, if the page is the first one, its first purchase is open.
 */
export function purchasePage(context: EmulatorContext, query: URLSearchParams): PurchasePage {
  const search = (query.get("q") ?? "").trim();
  const found = purchasesOf(context).filter((purchase) => matches(purchase, search));
  const pages = Math.max(1, Math.ceil(found.length / page_size));
  const wanted = query.get("open") ?? "";
  const at = found.findIndex((purchase) => wanted !== "" && has(purchase, wanted));
  const asked = Number(query.get("page") ?? 1);
  const number = at === -1 ? asked : Math.floor(at / page_size) + 1;
  const page = Number.isInteger(number) ? Math.min(Math.max(number, 1), pages) : 1;
  const shown = found.slice((page - 1) * page_size, page * page_size);
  const open = found[at]?.id ?? (page === 1 ? (shown[0]?.id ?? "") : "");
  return { shown, total: found.length, page, pages, open, search };
}

function has({ id, payments, deliveries }: Purchase, wanted: string): boolean {
  return (
    id === wanted ||
    payments.some(
      (payment) =>
        payment.payment_id === wanted ||
        (payment.refunds ?? []).some(({ refund_id }) => refund_id === wanted),
    ) ||
    deliveries.some(({ delivery_id }) => delivery_id === wanted)
  );
}

/**
 * Returns whether a purchase contains a text, in upper or lower case. The text is searched for in
 * the ids of the session, the payments, the refunds and the deliveries. It is also searched for in
 * each `webhook-id`, e-mail address, event type and metadata value.
 */
function matches(purchase: Purchase, search: string): boolean {
  if (search === "") return true;
  const { id, session, payments, deliveries } = purchase;
  const texts = [
    id,
    session?.customer?.email,
    ...Object.values(session?.order?.metadata ?? {}),
    ...payments.flatMap(({ payment_id, customer, metadata, refunds }) => [
      payment_id,
      customer?.email,
      ...Object.values(metadata ?? {}),
      ...(refunds ?? []).map(({ refund_id }) => refund_id),
    ]),
    ...deliveries.flatMap(({ delivery_id, webhook_id, type }) => [delivery_id, webhook_id, type]),
  ];
  const wanted = search.toLowerCase();
  return texts.some((text) =>
    String(text ?? "")
      .toLowerCase()
      .includes(wanted),
  );
}
