/** The drift report reads the books in pages, within the budget, and writes nothing. */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import {
  credited,
  drift,
  everyKind,
  UNKNOWN_PAYMENT,
  payFor,
  unpaidAtHost,
} from "../../../test/drifts.ts";
import { around } from "../../../test/faults.ts";
import { HOUR, liveService, open, underpaid } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";
import type { DriftItem, Storage } from "../../index.ts";

/** The storage verbs that only read. */
const READING = ["findPayments", "readPayment", "listAttempts", "listPayments", "listAudit"];

describe.each(STORAGES)("on %s", (storage) => {
  test("the report is the same a second time, in pages of any size, and in another process", async () => {
    await using world = await createWorld({ storage });
    await everyKind(world);
    world.clock.advance(HOUR);
    const whole = await world.payment.drift();
    expect(whole.items.map(({ reason }) => reason).sort()).toEqual([
      "net",
      "no_paid_payment",
      "no_row",
      "not_closed",
      "not_settled",
      "topup_not_paid",
    ]);
    expect(await world.payment.drift()).toEqual(whole);
    const paged: DriftItem[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
      const page = await world
        .secondService()
        .drift({ limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...page.items);
      if (page.next_cursor === null) break;
      expect(page.whole).toBe(false);
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(whole.items);
  });

  test("`since` excludes what is older, in both books, but not the row of a younger payment", async () => {
    await using world = await createWorld({ storage });
    await payFor(world, { payment_id: UNKNOWN_PAYMENT });
    await unpaidAtHost(world);
    const [late, lost] = [await open(world), await open(world)];
    world.clock.advance(HOUR);
    const since = world.clock.now();
    await world.dodo.pay(late.session_id);
    await world.dodo.deliver();
    world.dodo.patchPayment((await world.only(late.topup.topup_id)).provider_payment_id ?? "", {
      total_amount: 4_000,
    });
    await world.dodo.pay(lost.session_id, { silent: true });
    expect((await drift(world, { since })).map(({ reason }) => reason).sort()).toEqual([
      "net",
      "not_settled",
    ]);
    expect(await drift(world)).toHaveLength(4);
  });
  test("nothing is written, here, at Dodo or at the host", async () => {
    await using world = await createWorld({ storage });
    await everyKind(world);
    world.clock.advance(HOUR);
    const verbs = new Set<string>();
    const watched = around(world.storage, async (verb, run) => {
      verbs.add(verb);
      return await run();
    });
    const [requests, calls] = [world.dodo.requests.length, world.host.calls.length];
    const { items } = await world.secondService({ storage: watched }).drift();
    expect(items).toHaveLength(6);
    expect([...verbs].sort()).toEqual([...READING].sort());
    expect(world.host.calls).toHaveLength(calls);
    expect(world.dodo.requests.slice(requests).filter(({ method }) => method !== "GET")).toEqual(
      [],
    );
  });

  test("a payment that is settled while it is compared is not drift", async () => {
    await using world = await createWorld({ storage });
    await world.dodo.pay((await open(world)).session_id);
    world.clock.advance(HOUR);
    const outdated = world.secondService({
      readTopup: async (topup_id) => {
        const topup = world.host.topups.get(topup_id) ?? null;
        await world.dodo.deliver();
        return topup;
      },
    });
    expect(await outdated.drift()).toMatchObject({ items: [], whole: true });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("a refund that is recorded while its payment is compared is not drift", async () => {
    await using world = await createWorld({ storage });
    const { provider_payment_id } = await credited(world);
    world.clock.advance(HOUR);
    world.host.reading = async () => {
      world.host.reading = null;
      await world.dodo.refund(provider_payment_id, { amount: 1_000 });
      await world.dodo.deliver();
    };
    expect((await world.payment.drift()).items).toEqual([]);
    expect((await world.allPayments())[0]).toMatchObject({ refunded_minor: 1_000 });
  });

  test("what cannot be queried is counted, and the report is not complete", async () => {
    await using world = await createWorld({ storage });
    const [unreadable, { topup }] = [await credited(world), await credited(world)];
    world.host.topups.set(topup.topup_id, topup);
    world.dodo.faults.api.fail = {
      status: 500,
      path: new RegExp(`^/payments/${unreadable.provider_payment_id}$`),
    };
    world.clock.advance(HOUR);
    const report = await world.payment.drift();
    expect(report).toMatchObject({
      items: [{ reason: "topup_not_paid", topup_id: topup.topup_id }],
      failed: 1,
      whole: false,
      next_cursor: null,
    });
    expect(world.log.at(-1)).toContain(
      `a payment could not be compared {"payment_id":"${unreadable.checkout.payment_id}"`,
    );
    world.dodo.faults.api = {};
    world.host.reading = () => {
      throw new Error("the host is down");
    };
    expect(await world.payment.drift()).toMatchObject({ items: [], failed: 2, whole: false });
  });

  test("a list that Dodo refuses makes no report", async () => {
    await using world = await createWorld({ storage });
    world.dodo.faults.api.fail = { status: 500, path: /^\/payments$/ };
    await expect(world.payment.drift()).rejects.toMatchObject({ code: "provider_unavailable" });
  });

  test("a report that is stopped continues from its cursor, and lists nothing twice", async () => {
    await using world = await createWorld({ storage });
    for (let index = 0; index < 3; index += 1) await unpaidAtHost(world);
    await payFor(world, { payment_id: UNKNOWN_PAYMENT });
    world.clock.advance(HOUR);
    const whole = await world.payment.drift();
    expect(whole.items).toHaveLength(4);
    const stop = new AbortController();
    let read = 0;
    world.host.reading = () => ((read += 1) === 2 ? stop.abort() : undefined);
    const stopped = await world.payment.drift({ signal: stop.signal });
    expect(stopped).toMatchObject({ items: [{ reason: "no_row" }], whole: false });
    const rest = await world.payment.drift({ cursor: stopped.next_cursor ?? "" });
    expect([...stopped.items, ...rest.items]).toEqual(whole.items);
    expect(rest).toMatchObject({ whole: true, next_cursor: null });
  });

  test("Dodo is called within the budget, once for each credited payment, and a create does not wait", async () => {
    await using world = await createWorld({ storage });
    for (let index = 0; index < 6; index += 1) await credited(world);
    world.clock.advance(HOUR);
    const frugal = world.secondService({ provider_calls_per_second: 4 });
    const before = world.dodo.requests.length;
    const asked = (): number =>
      world.dodo.requests.slice(before).filter(({ path }) => path.startsWith("/payments")).length;
    // The report stops after this many calls until the clock moves.
    const stopsAt = async (calls: number): Promise<void> => {
      await vi.waitFor(() => expect(asked()).toBe(calls), 10_000);
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(asked()).toBe(calls);
    };
    const report = frugal.drift();
    await stopsAt(4);
    expect((await world.create(world.host.addTopup().topup_id, { service: frugal })).status).toBe(
      "pending",
    );
    world.clock.advance(1_000);
    await stopsAt(6);
    world.clock.advance(1_000);
    expect(await report).toMatchObject({ items: [], checked: 12, whole: true });
    expect(asked()).toBe(7);
  });

  test("payments of another environment are left to the process that has its key", async () => {
    await using world = await createWorld({ storage });
    await unpaidAtHost(world);
    world.clock.advance(HOUR);
    world.dodo.reset();
    expect(await liveService(world).drift()).toMatchObject({ items: [], checked: 0, whole: true });
    expect((await world.payment.drift()).items).toHaveLength(2);
  });

  test("no line contains a name, an address or a card", async () => {
    await using world = await createWorld({ storage });
    await everyKind(world);
    await underpaid(world);
    const items = await drift(world);
    expect(items).toHaveLength(6);
    expect(JSON.stringify(items)).not.toMatch(/buyer|@|Test Buyer|4242|street|"ada"/i);
  });
});

test("hundreds of payments are compared a page at a time", async () => {
  await using world = await createWorld();
  for (let index = 0; index < 250; index += 1)
    await world.dodo.pay((await open(world)).session_id, { silent: index % 2 === 0 });
  await world.dodo.deliver();
  world.clock.advance(HOUR);
  const limits: number[] = [];
  const listPayments: Storage["listPayments"] = async (page) => {
    limits.push(page.limit);
    return await world.storage.listPayments(page);
  };
  const watched = world.secondService({
    storage: new Proxy(world.storage, {
      get: (target, name) => (name === "listPayments" ? listPayments : Reflect.get(target, name)),
    }),
  });
  const { items, next_cursor } = await watched.drift({ limit: 300 });
  const rest = await watched.drift({ cursor: next_cursor ?? "" });
  expect(rest).toMatchObject({ items: [], whole: true });
  expect(items.map(({ reason }) => reason)).toEqual(Array<string>(125).fill("not_settled"));
  expect(new Set(items.map(({ payment_id }) => payment_id)).size).toBe(125);
  expect(limits).toEqual([100, 100, 100]);
});

test.each([
  { cursor: "" },
  { cursor: "1:2:x:3:4" },
  { cursor: "bm9uZQ" },
  { since: -1 },
  { since: Number.NaN },
  { since: 1.5 },
])("wrong options are refused: %o", async (options) => {
  await using world = await createWorld();
  await expect(world.payment.drift(options)).rejects.toMatchObject({
    code: "cursor" in options ? "invalid_cursor" : "invalid_request",
  });
});

test("a shop that sells nothing yet has nothing to compare", async () => {
  await using world: World = await createWorld({ provider: { product_id: "" } });
  const items: DriftItem[] = [];
  expect(await world.payment.drift()).toEqual({
    items,
    checked: 0,
    failed: 0,
    whole: true,
    next_cursor: null,
  });
  expect(world.dodo.requests).toEqual([]);
});

test("the loop of the README reads the complete report", async () => {
  await using world = await createWorld();
  await everyKind(world);
  world.clock.advance(HOUR);
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const loop =
    [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
      .map(([, block]) => block ?? "")
      .find((block) => block.includes("payment.drift(")) ?? "";
  writeFileSync(
    `${world.folder}/loop.ts`,
    `export async function read(payment, console) {\n${loop.replace("2026-11-01", "2026-11-22")}}\n`,
  );
  const { read } = (await import(pathToFileURL(`${world.folder}/loop.ts`).href)) as {
    read(payment: unknown, console: unknown): Promise<void>;
  };
  const lines: unknown[][] = [];
  await read(
    { drift: async (options: object) => await world.payment.drift({ ...options, limit: 1 }) },
    { log: (...line: unknown[]) => lines.push(line) },
  );
  const { items } = await world.payment.drift();
  expect(lines).toEqual(
    items.map((item) => [
      item.kind,
      item.reason,
      item.difference_minor,
      item.payment_id,
      item.topup_id,
    ]),
  );
});
