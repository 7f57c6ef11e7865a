import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../../test/world.ts";

const CORPUS = [
  "' OR '1'='1",
  "'; DROP TABLE topup_payments; --",
  '" OR 1=1 --',
  "1) UNION SELECT * FROM topup_credits --",
  "%",
  "_%' ESCAPE '\\",
  "${7*7}{{7*7}}",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "$(id)`id`",
  "a b",
  "*)(uid=*",
  "\u202Eabc",
  "ﬀ",
  "a\u0000b",
  "a\r\nset-cookie: x=1",
  "\u001b[31m",
  "[object Object]",
];
const CONTROL = /[\u0000-\u001f]/;

const q = encodeURIComponent;

async function world3(storage: (typeof STORAGES)[number]): Promise<World> {
  const world = await createWorld({ storage });
  for (const user_id of ["ada", "bob", "eve"])
    await world.create(world.host.addTopup({ user_id }).topup_id, { as: `user:${user_id}` });
  return world;
}

async function answer(
  world: World,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; code: unknown; items: unknown; text: string }> {
  const response = await world.send(method, path, {
    as: "admin",
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const parsed = JSON.parse(text) as { code?: unknown; items?: unknown };
  expect([...response.headers.keys()]).not.toContain("set-cookie");
  return { status: response.status, code: parsed.code, items: parsed.items, text };
}

describe.each(STORAGES)("on %s", (storage) => {
  test.each(CORPUS)("[W07] %j in a filter, a cursor or an id that is ours is 400", async (evil) => {
    await using world = await world3(storage);
    for (const path of [
      "/payments?status=",
      "/payments?cursor=",
      "/payments?limit=",
      "/events?sync_status=",
      "/events?cursor=",
      "/events?type=",
      "/events?payment_id=",
    ]) {
      const { status, code, text } = await answer(world, "GET", path + q(evil));
      expect([status, code], path).toEqual([
        400,
        path.includes("cursor") ? "invalid_cursor" : "invalid_request",
      ]);
      expect(text).not.toContain(JSON.stringify(evil).slice(1, -1));
    }
    for (const [path, body] of [
      ["/payments/release", { payment_id: evil, decision: "dismiss", note: "seen" }],
      ["/payments/release", { payment_id: "pmt_a", decision: evil, note: "seen" }],
      ["/events/replay", { event_id: evil }],
    ] as const) {
      expect(await answer(world, "POST", path, body)).toMatchObject({
        status: 400,
        code: "invalid_request",
      });
    }
    expect((await world.allPayments()).map(({ status }) => status)).toEqual([
      "pending",
      "pending",
      "pending",
    ]);
    expect(world.log).toEqual([]);
  });

  test.each(CORPUS)(
    "[W07] %j as an id of the host's finds nothing, or is 400 where it has control characters",
    async (evil) => {
      await using world = await world3(storage);
      for (const path of ["/payments?topup_id=", "/payments?user_id="]) {
        const { status, items } = await answer(world, "GET", path + q(evil));
        expect([status, items]).toEqual(CONTROL.test(evil) ? [400, undefined] : [200, []]);
      }
      const created = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id: evil },
      });
      expect([created.status, await created.json()]).toEqual([
        CONTROL.test(evil) ? 400 : 404,
        expect.objectContaining({
          code: CONTROL.test(evil) ? "invalid_request" : "topup_not_found",
        }),
      ]);
      const method = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id: "tu_1", method_id: evil },
      });
      expect(method.status).toBe(400);
      expect(await world.allPayments()).toHaveLength(3);
    },
  );

  test("[W07] a host with such ids is served, and only its row is found", async () => {
    await using world = await world3(storage);
    const [first = ""] = CORPUS;
    world.host.addTopup({ topup_id: first, user_id: first });
    await world.create(first, { as: `user:${first}` });
    const { items } = await answer(
      world,
      "GET",
      `/payments?topup_id=${q(first)}&user_id=${q(first)}`,
    );
    expect(items).toEqual([expect.objectContaining({ topup_id: first, user_id: first })]);
  });

  test("[W07] a cursor of our shape with other contents is 400 or finds nothing wrong", async () => {
    await using world = await world3(storage);
    for (const position of [
      "x:pmt_a",
      "1:",
      ":pmt_a",
      "1",
      "-1:a",
      "1e3:a",
      "1:a' OR 1=1",
      `${"9".repeat(16)}:a`,
      "1:a:b\n",
      "",
    ]) {
      const cursor = btoa(position).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
      expect(await answer(world, "GET", `/payments?cursor=${cursor}`), position).toMatchObject({
        status: 400,
        code: "invalid_cursor",
      });
    }
    for (const cursor of ["a".repeat(401), "====", "a", "%F0%9F%92%A9", "MTpw\nbXQ"]) {
      expect((await answer(world, "GET", `/payments?cursor=${q(cursor)}`)).status, cursor).toBe(
        400,
      );
    }
  });

  test("[W07] a parameter given twice is 400", async () => {
    await using world = await world3(storage);
    expect(await answer(world, "GET", "/payments?user_id=ada&user_id=bob")).toMatchObject({
      status: 400,
      code: "invalid_request",
    });
  });
});
