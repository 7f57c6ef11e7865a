import { drift } from "../core/drift/report.ts";
import { summariseDays } from "../core/figures/summary.ts";
import { inspect, readInTime, type Inspection } from "../core/inspection.ts";
import { readAudit } from "../core/lists.ts";
import type { Finding } from "../core/provider.ts";
import { settingsFindings } from "../settings-findings.ts";
import { wireAudit } from "./audit-records.ts";
import { readAuditQuery, readDriftQuery, readSummaryQuery } from "./bodies.ts";
import { requireAdmin, WEBHOOK_PATH, type Call, type HttpContext } from "./call.ts";
import { wireDrift, wireInspection } from "./inspection-records.ts";
import { json } from "./reply.ts";
import { returnFindings } from "./return-findings.ts";

/** How long one request for the drift report may call the provider, in milliseconds. */
const DRIFT_MS = 20_000;

/**
 * Checks the service with its settings. While a variable is wrong, the first finding says which one
 * and how to correct it.
 */
export async function inspectService(context: HttpContext): Promise<Inspection> {
  const { base } = context.origin;
  const inspection = await inspect(context, {
    findings: [
      ...settingsFindings(context),
      ...memoryFindings(context),
      ...(await readInTime(context, async () => await returnFindings(context)).catch(unknown)),
    ],
    webhook_url:
      base === null ? null : `${base.origin}${base.path}${context.base_path}${WEBHOOK_PATH}`,
  });
  if (context.misconfiguration === null) return await explained(inspection);
  const { code, message } = context.misconfiguration.error;
  return await explained({
    ...inspection,
    ok: false,
    findings: [{ level: "error", code, message }, ...inspection.findings],
  });
}

/** Adds to each finding where its code is explained. The codes are loaded at the first check. */
async function explained(inspection: Awaited<ReturnType<typeof inspect>>): Promise<Inspection> {
  const { addressOf } = await import("../explanations/addresses.ts");
  const findings = inspection.findings.map((finding) => ({
    ...finding,
    docs: addressOf(finding.code),
  }));
  return { ...inspection, findings };
}

/** A storage that cannot be read is a finding of its own. */
function unknown(): [] {
  return [];
}

/** Returns a note if the rows do not outlive the process. Live mode refuses such a storage. */
function memoryFindings({ storage }: HttpContext): Finding[] {
  if (storage.durable) return [];
  const message =
    'Payments live in memory, and are lost when this process ends: pass `storage: sqliteStorage("payments.sqlite")` before you sell.';
  return [{ level: "note", code: "storage_in_memory", message }];
}

/** Answers `GET check`. For administrators. */
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
