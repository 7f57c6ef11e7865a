import type { DisputeListResponse, GetDispute } from "dodopayments/resources/disputes";
import { disputeDetails } from "../dispute.ts";
import { notFound } from "../errors.ts";
import { findPayment } from "../pay.ts";
import type { ApiCall, ApiContext } from "./call.ts";
import { inRange, pageOf } from "./lists.ts";

/** `GET /disputes/{id}`: what the payment lists, with customer and reason. */
export function readDispute(call: ApiCall, { state }: ApiContext): GetDispute {
  const dispute = state.disputes.get(call.id);
  if (dispute === undefined) throw notFound(`dispute ${call.id}`);
  return disputeDetails(dispute, findPayment(state, dispute.payment_id));
}

/** `GET /disputes`: newest first. */
export function listDisputes(
  call: ApiCall,
  { state }: ApiContext,
): { items: DisputeListResponse[] } {
  const { query } = call;
  const asked = (name: string, value: string): boolean => (query.get(name) ?? value) === value;
  const found = [...state.disputes.values()]
    .filter(inRange(query))
    .filter(
      (dispute) =>
        asked("dispute_stage", dispute.dispute_stage) &&
        asked("dispute_status", dispute.dispute_status),
    );
  const items = found.map(({ remarks: _remarks, ...dispute }) => ({
    ...dispute,
    payment_provider: state.payments.get(dispute.payment_id)?.payment_provider ?? "dodo",
  }));
  return { items: pageOf(items, query) };
}
