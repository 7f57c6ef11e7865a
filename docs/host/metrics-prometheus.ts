import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { PaymentService, WireNotice } from "@x/payment-server";

/** Returns a `notify()` that counts what happens. What waits is read by `check` at each scrape. */
export function createMetrics(registry: Registry, check: PaymentService["check"]) {
  const registers = [registry];
  const notices = new Counter({
    name: "payment_notices_total",
    help: "Changes of payments by kind; a notice that is sent again counts again",
    labelNames: ["kind"],
    registers,
  });
  const seconds = new Histogram({
    name: "payment_checkout_seconds",
    help: "From the checkout to the credit",
    buckets: [10, 30, 60, 300, 3_600, 86_400],
    registers,
  });
  const waiting = new Gauge({
    name: "payment_waiting",
    help: "Payments, deliveries and findings that wait for somebody",
    labelNames: ["what"],
    registers,
    async collect() {
      const { findings, summary } = await check();
      waiting.set({ what: "held" }, summary?.payments.held ?? 0);
      waiting.set({ what: "crediting" }, summary?.payments.crediting ?? 0);
      waiting.set({ what: "unmatched" }, summary?.unmatched_events ?? 0);
      waiting.set({ what: "errors" }, findings.filter(({ level }) => level === "error").length);
    },
  });
  return (notice: WireNotice) => {
    notices.inc({ kind: notice.kind });
    if (notice.kind !== "credited") return;
    seconds.observe((Date.parse(notice.at) - Date.parse(notice.payment.created_at)) / 1_000);
  };
}
