/** Checks whether buyers who have paid come back to a result page. */
import type { Finding } from "../core/provider.ts";
import type { HttpContext } from "./call.ts";

/** How long a buyer may take from the payment to the result page, in milliseconds. */
const RETURN_MS = 120_000;

/**
 * From this number of paid payments on, the finding is a warning. The buyers of fewer payments may
 * all have closed the window.
 */
const LEAST_FOR_WARNING = 3;

/** How many of the newest paid payments are checked. */
const MOST_PAYMENTS = 20;

/**
 * Returns a finding if no browser has come to a result page of this process, although buyers have
 * paid. At least one of the newest paid payments must have been created since this service started
 * and paid at least 2 min ago. The usual cause is a `base_url` that leads to an error: everything
 * else works with such a `base_url`, and only buyers who have just paid see the error.
 */
export async function returnFindings(context: HttpContext): Promise<Finding[]> {
  const { returned, storage, clock, origin, base_path } = context;
  if (returned.seen) return [];
  const newest = await storage.listPayments({
    filter: { status: "paid" },
    after: null,
    limit: MOST_PAYMENTS,
  });
  const before = clock() - RETURN_MS;
  const paid = newest.filter(
    ({ created_at, updated_at }) => created_at >= returned.since && updated_at <= before,
  );
  if (paid.length === 0) return [];
  const address = origin.base ?? origin.last_local.address;
  const page = `${address?.origin ?? ""}${address?.path ?? ""}${base_path}/redirect/success`;
  return [
    {
      level: paid.length >= LEAST_FOR_WARNING ? "warning" : "note",
      code: "no_return",
      message: `Payments were paid since this process started (${paid.length} of the newest ${newest.length}), and no buyer's browser has come to its result page. Open ${page}: if that is an error, correct \`base_url\` or \`base_path\`. If another process serves the pages, nothing is wrong.`,
    },
  ];
}
