import { drift } from "../core/drift/report.ts";
import { summariseDays } from "../core/figures/summary.ts";
import { readAudit } from "../core/payment-audit.ts";
import { wireAudit } from "./audit-records.ts";
import { readAuditQuery, readDriftQuery, readSummaryQuery } from "./bodies.ts";
import { requireAdmin, type Call, type HttpContext } from "./call.ts";
import { wireDrift, wireInspection } from "./inspection-records.ts";
import { json } from "./reply.ts";
import { inspectService } from "./service-check.ts";

/**
 * The time after which one request for the drift report compares no further payments, in
 * milliseconds.
 */
const DRIFT_MS = 20_000;

/** Answers `GET check` with the result of `check()`. For administrators. */
export async function getCheck(call: Call): Promise<Response> {
  await requireAdmin(call);
  return json(wireInspection(await inspectService(withoutDeadline(call))));
}

/**
 * Answers `GET drift` with a part of the report. After 20 s no further payments are compared in
 * this part. A request with the `next_cursor` of this part gets the next one. For administrators.
 */
export async function getDrift(call: Call): Promise<Response> {
  await requireAdmin(call);
  const { limit = 100, ...query } = readDriftQuery(call.url);
  const signal = AbortSignal.timeout(DRIFT_MS);
  return json(wireDrift(await drift(withoutDeadline(call), { ...query, limit, signal })));
}

/** Answers `GET payments/audit` with a payment and its whole audit. For administrators. */
export async function getAudit(call: Call): Promise<Response> {
  await requireAdmin(call);
  return json(wireAudit(await readAudit(call.context, readAuditQuery(call.url).payment_id)));
}

/** Answers `GET payments/summary` with the figures of each day. For administrators. */
export async function getSummary(call: Call): Promise<Response> {
  await requireAdmin(call);
  return json(await summariseDays(call.context, readSummaryQuery(call.url)));
}

/**
 * Returns the context without the request's deadline, which would end the work too early. Each call
 * to the provider has a deadline of its own.
 */
function withoutDeadline({ context }: Call): HttpContext {
  return { ...context, ends_at: Number.POSITIVE_INFINITY };
}
