/** The drift report is read in pages, and continues from its cursor. */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { drift, everyKind, UNKNOWN_PAYMENT, payFor, unpaidAtHost } from "../../../test/drifts.ts";
import { HOUR, open } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";
import type { DriftItem, Storage } from "../../index.ts";

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
