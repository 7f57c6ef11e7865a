/** Lists the recent payments of the account, for reconciliation and the drift report. */
import * as v from "valibot";
import type { RecentPage, RecentPayment, RecentWindow } from "../../core/provider.ts";
import type { CallApi } from "./api.ts";
import { id, text, toUnixMs } from "./fields.ts";
import { ourPaymentId, ourTopupId } from "./metadata.ts";
import { invalidAnswer } from "./rejection.ts";
import { toDisputeStatus } from "./reversals.ts";

/**
 * The number of payments on a page: the most that Dodo returns
 * (https://docs.dodopayments.com/api-reference/payments/get-payments).
 */
const PAGE_SIZE = 100;

const Item = v.object({
  payment_id: id,
  status: text,
  refund_status: text,
  dispute_status: text,
  created_at: text,
  metadata: v.fallback(v.nullable(v.object({ payment_id: text, topup_id: text })), null),
});

const Answer = v.object({ items: v.array(v.fallback(v.nullable(Item), null)) });

/**
 * Reads one page of the payments that were created in the window. Returns those whose metadata
 * contain a topup id, or a payment id of our form. Dodo cannot filter by metadata, so Dodo's page
 * also contains payments of other systems that use the same account. Throws `provider_invalid` if
 * the response is not a list.
 */
export async function listRecent(
  api: CallApi,
  { since, until }: RecentWindow,
  page: number,
  signal: AbortSignal,
): Promise<RecentPage> {
  const query = {
    created_at_gte: new Date(since).toISOString(),
    created_at_lte: new Date(until).toISOString(),
    page_number: page,
    page_size: PAGE_SIZE,
  };
  // `client.payments.list()` is not used, because it reads an invalid response as an empty page.
  const answer = await api(
    async (client) => await client.get<unknown>("/payments", { query, signal }),
  );
  const parsed = v.safeParse(Answer, answer);
  if (!parsed.success) throw invalidAnswer("is not a list of payments");
  const { items } = parsed.output;
  return {
    last: items.length < PAGE_SIZE,
    ours: items.flatMap((item) => (item === null ? [] : toRecent(item))),
  };
}

function toRecent(item: v.InferOutput<typeof Item>): RecentPayment[] {
  const our_payment_id = ourPaymentId(item.metadata?.payment_id);
  const our_topup_id = ourTopupId(item.metadata?.topup_id);
  if (item.payment_id === null || (our_payment_id === null && our_topup_id === null)) return [];
  return [
    {
      provider_payment_id: item.payment_id,
      our_payment_id,
      our_topup_id,
      succeeded: item.status === "succeeded",
      refunded: refundedOf(item.refund_status),
      dispute_status: item.dispute_status === null ? null : toDisputeStatus(item.dispute_status),
      created_at: toUnixMs(item.created_at),
    },
  ];
}

/**
 * Maps Dodo's refund status to ours. An unknown status becomes `partial`, so that the core queries
 * the payment to learn the refunded amount.
 */
function refundedOf(refund_status: string | null): RecentPayment["refunded"] {
  if (refund_status === null) return "none";
  return refund_status === "full" ? "full" : "partial";
}
