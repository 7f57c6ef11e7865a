import type { DisputeListResponse, GetDispute } from "dodopayments/resources/disputes";
import { disputeDetails } from "../ledger/dispute.ts";
import { notFound } from "../errors.ts";
import { findPayment } from "../ledger/payment.ts";
import type { EmulatorContext } from "../context.ts";
import type { ApiCall } from "./call.ts";
import { inRange, pageOf } from "./lists.ts";

/** Answers `GET /disputes/{id}` with the dispute and its payment's customer, brand and provider. */
export function readDispute(call: ApiCall, { state }: EmulatorContext): GetDispute {
  const dispute = state.disputes.get(call.id);
  if (dispute === undefined) throw notFound(`dispute ${call.id}`);
  return disputeDetails(dispute, findPayment(state, dispute.payment_id));
}

/** Answers `GET /disputes` with one page of disputes, newest first. */
export function listDisputes(
  call: ApiCall,
  { state }: EmulatorContext,
): { items: DisputeListResponse[] } {
  const { query } = call;
  const isWanted = (name: string, value: string): boolean => (query.get(name) ?? value) === value;
  const found = [...state.disputes.values()]
    .filter(inRange(query))
    .filter(
      (dispute) =>
        isWanted("dispute_stage", dispute.dispute_stage) &&
        isWanted("dispute_status", dispute.dispute_status),
    );
  const items = found.map(({ remarks: _remarks, ...dispute }) => ({
    ...dispute,
    payment_provider: state.payments.get(dispute.payment_id)?.payment_provider ?? "dodo",
  }));
  return { items: pageOf(items, query) };
}
