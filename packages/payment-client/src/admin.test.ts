// Calls the real server's `fetch`, so that each side reads what the other one sends.
import { expect, expectTypeOf, test } from "vitest";
import { BASE, createWorld, type World } from "../../payment-server/test/world.ts";
import type {
  PaymentSummary as ServerPaymentSummary,
  WireAudit,
  WireDrift,
  WireInspection,
} from "../../payment-server/src/index.ts";
import { failureOf } from "../test/client-bench.ts";
import {
  createAdminClient,
  type AdminClient,
  type AuditEntry,
  type Drift,
  type DriftItem,
  type Inspection,
  type PaymentAudit,
  type PaymentSummary,
} from "./admin.ts";

function clientOf(world: World, as: string): AdminClient {
  return createAdminClient({
    endpoint: BASE,
    token: as,
    fetch: async (request) => await world.payment.fetch(request),
  });
}

test("its types are the server's", () => {
  expectTypeOf<WireInspection>().toExtend<Inspection>();
  expectTypeOf<keyof NonNullable<Inspection["summary"]>>().toEqualTypeOf<
    keyof NonNullable<WireInspection["summary"]>
  >();
  expectTypeOf<WireAudit>().toExtend<PaymentAudit>();
  expectTypeOf<keyof AuditEntry>().toEqualTypeOf<keyof WireAudit["items"][number]>();
  expectTypeOf<WireDrift>().toExtend<Drift>();
  expectTypeOf<keyof DriftItem>().toEqualTypeOf<keyof WireDrift["items"][number]>();
  expectTypeOf<ServerPaymentSummary>().toExtend<PaymentSummary>();
  expectTypeOf<keyof PaymentSummary["items"][number]>().toEqualTypeOf<
    keyof ServerPaymentSummary["items"][number]
  >();
});

test("an administrator's reports: check, drift, audit, summary", async () => {
  await using world = await createWorld();
  const checkout = await world.create(world.host.addTopup().topup_id);
  await world.dodo.pay(checkout.provider_session_id, { silent: true });
  world.clock.advance(3_600_000);
  const admin = clientOf(world, "admin");
  expect((await admin.check()).findings.map(({ code }) => code)).toContain("webhook_untested");
  const { items, next_cursor } = await admin.drift({ since: "2026-11-01", limit: 50 });
  expect([items.map(({ reason }) => reason), next_cursor]).toEqual([["not_settled"], null]);
  await admin.reconcile();
  const { payment, items: audit } = await admin.audit(checkout.payment_id);
  expect([payment.status, audit.at(-1)?.actor]).toEqual(["paid", "reconcile"]);
  const summary = await admin.summary({ from: "2026-11-23", to: "2026-11-23" });
  expect(summary.items).toMatchObject([{ day: "2026-11-23", topups: { paid: 1 } }]);
  expect((await admin.summary()).items).toHaveLength(30);
  expect(await admin.prune()).toEqual({ events: 0, more: false });
  expect((await admin.payments()).items).toHaveLength(1);
  expect(await failureOf(admin.audit("pmt_none"))).toMatchObject({ code: "payment_not_found" });
  expect(await failureOf(clientOf(world, "user:ada").check())).toMatchObject({ status: 404 });
});
