/** Reads payments from Dodo's API. */
import type { Environment } from "../../core/payment.ts";
import type { Report } from "../../core/report.ts";
import type { CallApi } from "./api.ts";
import { toReport } from "./payment.ts";
import { invalidAnswer } from "./rejection.ts";

/**
 * Queries one payment. Returns `null` if Dodo has no such payment. Throws `provider_invalid` if the
 * response is not a payment object or is about another payment.
 */
export async function readPayment(
  api: CallApi,
  environment: Environment,
  provider_payment_id: string,
  signal: AbortSignal,
): Promise<Report | null> {
  const body = await api(
    async (client) => await client.payments.retrieve(provider_payment_id, { signal }),
  );
  if (body === null) return null;
  const report = toReport(body, environment, "api");
  if (report === null || report.provider_payment_id !== provider_payment_id)
    throw invalidAnswer("is not the payment that was asked for");
  return report;
}
