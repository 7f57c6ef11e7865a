// Runs the recipes for metrics with the real libraries, in a service.
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createMetrics as createOpenTelemetry } from "@x/host-recipes/metrics-opentelemetry";
import { createMetrics as createPrometheus } from "@x/host-recipes/metrics-prometheus";
import { dodoPaymentProvider, memoryStorage, PaymentService, type Topup } from "@x/payment-server";
import { Registry } from "prom-client";
import { expect, test } from "vitest";

test("[N01] both recipes count what happens and read what waits", async () => {
  const registry = new Registry();
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  const topups = new Map<string, Topup>();
  await using dodo = createDodoEmulator({
    delivery: "manual",
    webhook_url: "http://localhost/v1/payment/webhook",
    fetch: async (request) => await payment.fetch(request),
  });
  const check: PaymentService["check"] = async () => await payment.check();
  const [prometheus, telemetry] = [
    createPrometheus(registry, check),
    createOpenTelemetry(provider.getMeter("shop"), check),
  ];
  const payment: PaymentService = new PaymentService({
    readTopup: (topup_id) => topups.get(topup_id) ?? null,
    finishTopup(topup_id) {
      const topup = topups.get(topup_id);
      if (topup !== undefined) topups.set(topup_id, { ...topup, status: "paid" });
    },
    notify(notice) {
      prometheus(notice);
      telemetry(notice);
    },
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        webhook_key: dodo.webhook_key,
        product_id: "pdt_topup",
        api_base_url: dodo.url,
        fetch: async (request) => await dodo.fetch(request),
      }),
    ],
    storage: memoryStorage(),
    authenticate: () => null,
    base_url: "http://localhost",
    logger: { info() {}, warn() {}, error() {} },
    env: {},
  });
  for (const total_amount of [500, 500, 300]) {
    const topup_id = `tu_${topups.size + 1}`;
    const topup = { topup_id, user_id: "ada", credits: 500, usd_cents: 500, status: "pending" };
    topups.set(topup_id, topup);
    const { provider_session_id } = await payment.createCheckout({ topup_id, user_id: "ada" });
    const overrides = { total_amount, settlement_amount: total_amount };
    await dodo.pay(provider_session_id, { overrides });
    await dodo.deliver();
  }
  // Notices are sent after the answer.
  await expect.poll(async () => await registry.metrics()).toContain('kind="held"} 1');

  const scraped = await registry.metrics();
  for (const line of [
    'payment_notices_total{kind="opened"} 3',
    'payment_notices_total{kind="credited"} 2',
    "payment_checkout_seconds_count 2",
    'payment_waiting{what="held"} 1',
    'payment_waiting{what="errors"} 0',
  ])
    expect(scraped).toContain(line);

  await provider.forceFlush();
  const exported = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
  const points = exported.map(({ descriptor, dataPoints }) => [
    descriptor.name,
    dataPoints.map(({ attributes, value }) => [
      Object.values(attributes)[0],
      typeof value === "number" ? value : value.count,
    ]),
  ]);
  expect(Object.fromEntries(points)).toEqual({
    "payment.notices": expect.arrayContaining([
      ["opened", 3],
      ["credited", 2],
      ["held", 1],
    ]),
    "payment.checkout.duration": [[undefined, 2]],
    "payment.waiting": expect.arrayContaining([
      ["held", 1],
      ["crediting", 0],
      ["errors", 0],
    ]),
  });
  await provider.shutdown();
});
