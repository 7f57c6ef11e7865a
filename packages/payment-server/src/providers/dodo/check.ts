/** Checks the provider's configuration, so that an operator can fix it before a buyer pays. */
import type { Finding } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import { assertExists, type ReadProduct } from "./product-reader.ts";
import { productFindings } from "./product.ts";
import type { DodoSettings } from "./settings.ts";

/**
 * Returns the findings about the settings and, if all topups share one product, about that product.
 * An error of Dodo's API is returned as a finding and not thrown.
 */
export async function check(
  settings: DodoSettings,
  readProduct: ReadProduct,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings = settingsFindings(settings);
  if (settings.api_key === null || settings.fixed_product_id === null) return findings;
  try {
    const product = await readProduct(settings.fixed_product_id, signal, true);
    return [...findings, ...productFindings(assertExists(product, settings))];
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    return [...findings, { level: "error", code: error.code, message: error.message }];
  }
}

function settingsFindings(settings: DodoSettings): Finding[] {
  const findings: Finding[] = [];
  if (settings.api_key === null)
    findings.push({
      level: "error",
      code: "api_key_missing",
      message: "DODO_PAYMENTS_API_KEY is not set: nobody can pay.",
    });
  if (settings.product_id === null)
    findings.push({
      level: "error",
      code: "product_missing",
      message: "DODO_PRODUCT_ID is not set: nobody can pay.",
    });
  if (settings.keys.length === 0)
    findings.push({
      level: "warning",
      code: "webhook_key_missing",
      message:
        "DODO_WEBHOOK_KEY is not set: deliveries are unsigned, so that none is believed. Each costs calls to Dodo's API within a budget that anyone can use up, and a refund or a dispute is recorded only if its delivery is confirmed in time, or within 15 days by reconcile(). Set the endpoint's signing key.",
    });
  return findings;
}
