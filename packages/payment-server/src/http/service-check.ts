import { inspect, readInTime, type Inspection } from "../core/inspection.ts";
import type { Finding } from "../core/provider.ts";
import { settingsFindings } from "../settings-findings.ts";
import { WEBHOOK_PATH, type HttpContext } from "./call.ts";
import { returnFindings } from "./return-findings.ts";

/**
 * Returns the result of `check()`. While the configuration is wrong, the first finding is its
 * error.
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

/**
 * Adds to each finding the address of the page that explains its code, or `null`. The addresses are
 * loaded at the first check.
 */
async function explained(inspection: Awaited<ReturnType<typeof inspect>>): Promise<Inspection> {
  const { addressOf } = await import("../explanations/addresses.ts");
  const findings = inspection.findings.map((finding) => ({
    ...finding,
    docs: addressOf(finding.code),
  }));
  return { ...inspection, findings };
}

/** Returns no findings, because `inspect()` has a finding for a storage that cannot be read. */
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
