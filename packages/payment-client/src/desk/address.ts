/**
 * The view of the desk as the fragment of the page's address, such as `#desk/payments?status=held`.
 */

/** The filters of the list of payments. An empty text matches everything. */
export interface PaymentsFilter {
  status: string;
  topup_id: string;
  user_id: string;
}

/** The filters of the list of deliveries. An empty text matches everything. */
export interface EventsFilter {
  sync_status: string;
  type: string;
  payment_id: string;
}

/** What the desk shows. */
export type View =
  | { name: "queue"; item: string }
  | ({ name: "payments" } & PaymentsFilter)
  | { name: "payment"; payment_id: string }
  | ({ name: "events" } & EventsFilter)
  | { name: "numbers"; days: number }
  | { name: "check" };

/** The ranges that the plots offer, in days. */
export const RANGES: readonly number[] = [14, 30, 90];

const PREFIX = "#desk/";
const USUAL_DAYS = 30;

/**
 * Returns the view of a fragment, or `null` if the fragment is not the desk's. An unknown name
 * after `#desk/` gives the queue.
 */
export function readView(hash: string): View | null {
  if (!hash.startsWith(PREFIX)) return null;
  const [path = "", search = ""] = hash.slice(PREFIX.length).split("?");
  const [name, id = ""] = path.split("/");
  const query = new URLSearchParams(search);
  const get = (key: string): string => query.get(key) ?? "";
  switch (name) {
    case "payments":
      return { name, status: get("status"), topup_id: get("topup_id"), user_id: get("user_id") };
    case "payment":
      return { name, payment_id: decode(id) };
    case "events":
      return {
        name,
        sync_status: get("sync_status"),
        type: get("type"),
        payment_id: get("payment_id"),
      };
    case "numbers":
      return { name, days: rangeOf(get("days")) };
    case "check":
      return { name };
    default:
      return { name: "queue", item: decode(id) };
  }
}

/** Returns the fragment of a view. */
export function writeView({ name, ...rest }: View): string {
  const filters = Object.entries(rest).filter(([, value]) => value !== "");
  const id = "item" in rest ? rest.item : "";
  const payment_id = name === "payment" && "payment_id" in rest ? rest.payment_id : "";
  const path = [name, id || payment_id].filter((part) => part !== "").map(encodeURIComponent);
  const query = name === "queue" || name === "payment" ? [] : filters;
  const search = new URLSearchParams(query.map(([key, value]) => [key, String(value)])).toString();
  return `${PREFIX}${path.join("/")}${search === "" ? "" : `?${search}`}`;
}

function rangeOf(text: string): number {
  const days = Number(text);
  return RANGES.includes(days) ? days : USUAL_DAYS;
}

/** Decodes a part of a path. Returns a part that is not valid percent-encoding unchanged. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
