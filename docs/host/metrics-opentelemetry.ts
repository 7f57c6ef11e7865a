import type { Meter } from "@opentelemetry/api";
import type { PaymentService, WireNotice } from "@x/payment-server";

/** Returns a `notify()` that counts what happens. What waits is read by `check` at each export. */
export function createMetrics(meter: Meter, check: PaymentService["check"]) {
  const notices = meter.createCounter("payment.notices");
  const duration = meter.createHistogram("payment.checkout.duration", { unit: "s" });
  meter.createObservableGauge("payment.waiting").addCallback(async (result) => {
    const { findings, summary } = await check();
    result.observe(summary?.payments.held ?? 0, { what: "held" });
    result.observe(summary?.payments.crediting ?? 0, { what: "crediting" });
    result.observe(summary?.unmatched_events ?? 0, { what: "unmatched" });
    result.observe(findings.filter(({ level }) => level === "error").length, { what: "errors" });
  });
  return (notice: WireNotice) => {
    notices.add(1, { kind: notice.kind });
    if (notice.kind !== "credited") return;
    duration.record((Date.parse(notice.at) - Date.parse(notice.payment.created_at)) / 1_000);
  };
}
