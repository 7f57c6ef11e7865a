/** The admin routes that only read: check, drift, the audit of a payment, and figures of days. */
import { describe, expect, test } from "vitest";
import { createCity } from "../../test/city.ts";
import { everyKind } from "../../test/drifts.ts";
import { around } from "../../test/faults.ts";
import { DAY, decide, HOUR, open, underpaid } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import {
  memoryStorage,
  type PaymentSummary,
  type Storage,
  type WireAudit,
  type WireDrift,
  type WireInspection,
} from "../index.ts";

async function read<Body>(world: World, path: string): Promise<Body> {
  const response = await world.send("GET", path, { as: "admin" });
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

async function refusal(world: World, path: string): Promise<unknown[]> {
  const response = await world.send("GET", path, { as: "admin" });
  const { code, error } = (await response.json()) as { code?: string; error?: string };
  return [response.status, code, error];
}

describe("GET /check", () => {
  test("answers what check() returns, with times in ISO 8601", async () => {
    await using world = await createWorld();
    await underpaid(world);
    await open(world);
    world.clock.advance(2 * HOUR);
    const { ok, findings, summary } = await read<WireInspection>(world, "/check");
    const own = await world.payment.check();
    expect([ok, findings]).toEqual([own.ok, own.findings]);
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["held", "overdue"]));
    const overdue = own.summary?.oldest_overdue_check_at ?? 0;
    expect(summary).toMatchObject({
      payments: { held: 1, pending: 1 },
      oldest_crediting_at: null,
      oldest_overdue_check_at: new Date(overdue).toISOString(),
    });
  });

  test("says that the deliveries could not be checked if the database fails there", async () => {
    await using world = await createWorld();
    const broken = around(world.storage, async (verb, run) => {
      if (verb === "listEvents") throw new Error("the database is away");
      return await run();
    });
    const { ok, findings } = await world.secondService({ storage: broken }).check();
    expect([ok, findings]).toEqual([
      true,
      expect.arrayContaining([
        expect.objectContaining({
          level: "warning",
          code: "internal",
          message: "This could not be checked.",
        }),
      ]),
    ]);
  });

  test("[D05] answers an administrator of a Federation while a variable is wrong, and names it", async () => {
    await using city = await createCity();
    await city.setVariable("DODO_ENVIRONMENT", "production");
    expect(await city.json("GET", "/check", { as: "admin" })).toMatchObject([
      200,
      { ok: false, findings: [{ level: "error", code: "configuration" }] },
    ]);
    expect((await city.send("GET", "/check", { as: "ada" })).status).not.toBe(200);
    expect(await city.json("GET", "/drift", { as: "admin" })).toMatchObject([503, {}]);
  });
});

describe("GET /drift", () => {
  test("its parts are the report of drift(), with times in ISO 8601", async () => {
    await using world = await createWorld();
    await everyKind(world);
    world.clock.advance(HOUR);
    const whole = await world.payment.drift();
    const items: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const part: WireDrift = await read(world, `/drift?limit=1${query}`);
      items.push(...part.items);
      cursor = part.next_cursor;
    }
    const wired = whole.items.map((item) => ({
      ...item,
      since: item.since === null ? null : new Date(item.since).toISOString(),
    }));
    expect(items).toEqual(wired);
  });

  test("`since` is a day of UTC or a time", async () => {
    await using world = await createWorld();
    await everyKind(world);
    world.clock.advance(DAY);
    expect((await read<WireDrift>(world, "/drift?since=2026-11-20")).items.length).toBe(6);
    for (const since of ["2026-11-24", "2026-11-24T08:00:00Z", "2026-11-24T10:00%2B02:00"])
      expect((await read<WireDrift>(world, `/drift?since=${since}`)).items).toEqual([]);
    for (const since of ["yesterday", "1795421760000", "2026-13-01", "2026-11-24T08:00", "-1"])
      expect(await refusal(world, `/drift?since=${since}`)).toEqual([
        400,
        "invalid_request",
        "The query has a wrong or missing `since`.",
      ]);
  });
});

describe.each(STORAGES)("GET /payments/audit on %s", (storage) => {
  test("tells who did what and why, oldest first, without the link to the result page", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await underpaid(world);
    await decide(world, payment_id, "credit");
    const audit = await read<WireAudit>(world, `/payments/audit?payment_id=${payment_id}`);
    expect(audit).toEqual(await world.payment.audit(payment_id));
    expect(audit.payment).toMatchObject({ payment_id, status: "paid" });
    const [first, ...rest] = audit.items;
    expect(first).toMatchObject({
      actor: "create",
      from_status: null,
      to_status: "pending",
      changes: { amount_minor: 5_000, status: "pending", user_id: "ada" },
    });
    expect(rest.map(({ to_status }) => to_status)).toEqual(
      expect.arrayContaining(["held", "crediting", "paid"]),
    );
    const held = rest.find(({ to_status }) => to_status === "held");
    expect(held).toMatchObject({
      actor: "webhook",
      event_id: expect.stringMatching(/^dodo:/),
      changes: { hold_reason: "underpaid", net_minor: 4_000 },
    });
    expect(rest.some(({ actor, note }) => actor === "admin" && note === "reviewed")).toBe(true);
    const { ref, write_id } = (await world.storage.readPayment(payment_id)) ?? {};
    expect(JSON.stringify(audit.items)).not.toContain(ref);
    expect(JSON.stringify(audit.items)).not.toContain(write_id);
    for (const { at } of audit.items) expect(at).toBe(new Date(at).toISOString());
  });

  test("has the topup as it is now, and says if it is gone or cannot be read", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, topup } = await underpaid(world);
    const audit = async (): Promise<WireAudit> =>
      await read<WireAudit>(world, `/payments/audit?payment_id=${payment_id}`);
    const { topup_id, ...seen } = topup;
    world.host.topups.set(topup_id, { ...topup, credits: 7, note: "private" } as typeof topup);
    expect(await audit()).toMatchObject({ topup_error: null });
    expect((await audit()).topup).toEqual({ ...seen, credits: 7 });
    world.host.topups.delete(topup_id);
    expect(await audit()).toMatchObject({ topup: null, topup_error: null });
    world.host.topups.set(topup_id, { ...topup, usd_cents: "5000" } as never);
    expect(await audit()).toMatchObject({ topup: null, topup_error: "host_invalid" });
    expect((await audit()).items.length).toBeGreaterThan(0);
  });

  test("a missing or unknown id is refused", async () => {
    await using world = await createWorld({ storage });
    expect((await refusal(world, "/payments/audit"))[2]).toContain("`payment_id`");
    expect((await refusal(world, "/payments/audit?payment_id=%00"))[0]).toBe(400);
    expect((await refusal(world, "/payments/audit?payment_id=pmt_none"))[1]).toBe(
      "payment_not_found",
    );
  });
});

describe.each(STORAGES)("GET /payments/summary on %s", (storage) => {
  test("has every day of the range, with topups, money, times and deliveries", async () => {
    await using world = await createWorld({ storage });
    await underpaid(world);
    await open(world);
    world.clock.advance(DAY);
    const { session_id, topup } = await open(world);
    world.clock.advance(60_000);
    const paid = await world.dodo.pay(session_id);
    await world.dodo.deliver();
    await world.dodo.refund(paid.payment_id, { amount: 1_000 });
    await world.dodo.deliver();
    expect((await world.only(topup.topup_id)).refunded_minor).toBe(1_000);
    const summary = await read<PaymentSummary>(
      world,
      "/payments/summary?from=2026-11-22&to=2026-11-24&by=day",
    );
    expect(summary).toMatchObject({ from: "2026-11-22", to: "2026-11-24", by: "day" });
    expect(summary.items.map(({ day }) => day)).toEqual(["2026-11-22", "2026-11-23", "2026-11-24"]);
    const [before, first, second] = summary.items;
    expect(before).toEqual({
      day: "2026-11-22",
      topups: {},
      received_minor: 0,
      returned_minor: 0,
      credit_ms: null,
      checkout_ms: null,
      events: {},
    });
    expect(first).toMatchObject({
      topups: { held: 1, pending: 1 },
      received_minor: 4_000,
      returned_minor: 0,
      credit_ms: null,
    });
    expect(second).toMatchObject({
      topups: { paid: 1 },
      received_minor: 5_000,
      returned_minor: 1_000,
      credit_ms: { p50: 0, p95: 0 },
      checkout_ms: { p50: 60_000, p95: 60_000 },
    });
    expect(Object.values(second?.events ?? {}).reduce((a, b) => a + b, 0)).toBeGreaterThan(1);
  });

  test("without a range it is the last 30 days, today included", async () => {
    await using world = await createWorld({ storage });
    const { from, to, items } = await read<PaymentSummary>(world, "/payments/summary");
    expect([from, to, items.length]).toEqual(["2026-10-25", "2026-11-23", 30]);
  });

  test.each([
    ["from=2026-02-30", "`from`"],
    ["from=yesterday", "`from`"],
    ["to=2026-11-23T00:00:00Z", "`to`"],
    ["from=2026-11-24&to=2026-11-23", "not before `from`"],
    ["from=2020-01-01&to=2026-11-23", "at most 366 days"],
    ["by=month", "`by`"],
    ["from=9999-99-99", "`from`"],
  ])("%s is refused", async (query, said) => {
    await using world = await createWorld({ storage });
    const [status, code, error] = await refusal(world, `/payments/summary?${query}`);
    expect([status, code]).toEqual([400, "invalid_request"]);
    expect(error).toContain(said);
  });
});

test("[O06] check() notes a storage that does not outlive its process", async () => {
  await using world = await createWorld();
  const codes = async (storage: Storage): Promise<string[]> =>
    (await world.secondService({ storage }).check()).findings.map(({ code }) => code);
  expect(await codes(memoryStorage())).toContain("storage_in_memory");
  expect(await codes(world.storage)).not.toContain("storage_in_memory");
});
