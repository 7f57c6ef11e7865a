import { describe, expect, test } from "vitest";
import { decide, underpaid } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import type { WirePayments } from "./payment-lists.ts";
import type { WireEvent, WirePayment } from "./records.ts";

interface Listed {
  status: number;
  body: Omit<WirePayments, "items"> & {
    items: (WireEvent & WirePayment)[];
    code?: string;
    error?: string;
  };
}

async function list(world: World, as: string, path: string): Promise<Listed> {
  const response = await world.send("GET", path, { as });
  return { status: response.status, body: (await response.json()) as Listed["body"] };
}

async function createMany(world: World, count: number, user_id: string): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await world.create(world.host.addTopup({ user_id }).topup_id, { as: `user:${user_id}` });
    // Many rows have the same millisecond, so that a page ends between equal times.
    if (at % 3 === 0) world.clock.advance(1);
  }
}

/** Reads every page of a list in order; `between` runs after each. */
async function walk(
  world: World,
  as: string,
  path: string,
  between: () => Promise<unknown> = async () => null,
): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const { body } = await list(world, as, `${path}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    pages.push(body.items.map(({ topup_id }) => topup_id));
    cursor = body.next_cursor;
    await between();
  }
  return pages;
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[W06] a page has 50 rows by default and at most 200", async () => {
    await using world = await createWorld({ storage });
    await createMany(world, 203, "ada");
    for (const [as, path] of [
      ["user:ada", "/payments/me"],
      ["admin", "/payments"],
    ] as const) {
      expect((await list(world, as, path)).body.items).toHaveLength(50);
      expect((await list(world, as, `${path}?limit=200`)).body.items).toHaveLength(200);
      const pages = await walk(world, as, `${path}?limit=200`);
      expect(pages.map(({ length }) => length)).toEqual([200, 3]);
      expect(new Set(pages.flat()).size).toBe(203);
      for (const limit of [
        "201",
        "1000",
        "0",
        "-1",
        "1.5",
        "1e2",
        "NaN",
        "",
        " 5",
        "0x10",
        "99999999999999999999",
      ]) {
        const { status, body } = await list(
          world,
          as,
          `${path}?limit=${encodeURIComponent(limit)}`,
        );
        expect([status, body.code, body.error], limit).toEqual([
          400,
          "invalid_request",
          "The query has a wrong or missing `limit`.",
        ]);
      }
    }
    expect((await world.payment.listPayments({}, { limit: 10_000 })).items).toHaveLength(200);
  });

  test("[W06] pages are newest first and stable while rows are inserted", async () => {
    await using world = await createWorld({ storage });
    await createMany(world, 20, "ada");
    const [whole] = await walk(world, "user:ada", "/payments/me?limit=200");
    const pages = await walk(
      world,
      "user:ada",
      "/payments/me?limit=7",
      async () => await createMany(world, 2, "ada"),
    );
    expect(pages.flat()).toEqual(whole);
    expect(pages.map(({ length }) => length)).toEqual([7, 7, 6]);
    const times = (await list(world, "user:ada", "/payments/me?limit=200")).body.items.map(
      ({ created_at }) => created_at,
    );
    expect(times).toEqual([...times].sort().reverse());
  });

  test("[W06] a user sees no other user's rows with any query", async () => {
    await using world = await createWorld({ storage });
    await createMany(world, 4, "ada");
    await createMany(world, 4, "bob");
    const bobs = (await list(world, "user:bob", "/payments/me?limit=2")).body;
    const [first] = bobs.items;
    for (const query of [
      "",
      "?user_id=bob",
      "?status=pending",
      `?cursor=${bobs.next_cursor}`,
      `?topup_id=${first?.topup_id}`,
      `?topup_id=${first?.topup_id}&user_id=bob`,
      "?limit=200&user_id=bob",
    ]) {
      const { status, body } = await list(world, "user:ada", `/payments/me${query}`);
      expect([status, body.items.filter(({ user_id }) => user_id !== "ada")], query).toEqual([
        200,
        [],
      ]);
    }
    expect(
      (await list(world, "user:ada", `/payments/me?topup_id=${first?.topup_id}`)).body,
    ).toEqual({ items: [], next_cursor: null, retry_after_ms: null });
    expect((await list(world, "admin", "/payments?user_id=bob&limit=200")).body.items).toHaveLength(
      4,
    );
    expect((await list(world, "admin", "/payments?limit=200")).body.items).toHaveLength(8);
    expect((await list(world, "user:", "/payments/me")).status).toBe(401);
  });

  test("administrators see which payments were released, and buyers do not", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await underpaid(world);
    const releasedIn = async (as: string, path: string): Promise<unknown[]> =>
      (await list(world, as, path)).body.items.map((payment) => Reflect.get(payment, "released"));
    expect(await releasedIn("admin", "/payments")).toEqual([false]);
    expect(await decide(world, payment_id, "credit")).toBe("paid");
    expect(await releasedIn("admin", "/payments")).toEqual([true]);
    const [mine, ...others] = (await list(world, "user:ada", "/payments/me")).body.items;
    expect([mine?.status, others]).toEqual(["paid", []]);
    expect(Object.keys(mine ?? {})).not.toContain("released");
  });

  test("[W06] events are listed in pages too, by type, state and payment", async () => {
    await using world = await createWorld({ storage });
    for (let at = 0; at < 5; at += 1)
      await world.deliver(
        { type: at < 3 ? "payout.success" : "credit.added", data: {} },
        { webhook_id: `msg_${at}` },
      );
    const ids = async (query: string): Promise<string[]> =>
      (await list(world, "admin", `/events${query}`)).body.items.map(({ event_id }) => event_id);
    expect(await ids("?type=payout.success")).toEqual(["dodo:msg_2", "dodo:msg_1", "dodo:msg_0"]);
    expect(await ids("?sync_status=ignored&limit=2")).toEqual(["dodo:msg_4", "dodo:msg_3"]);
    const { body } = await list(world, "admin", "/events?limit=2");
    expect(await ids(`?limit=2&cursor=${body.next_cursor}`)).toEqual(["dodo:msg_2", "dodo:msg_1"]);
    expect(await ids("?payment_id=pmt_unknown")).toEqual([]);
    expect((await list(world, "admin", "/events?limit=201")).status).toBe(400);
  });
});
