import { describe, expect, test } from "vitest";
import { createWorld, ORIGIN, STORAGES, type World } from "../../test/world.ts";
import { bearerMatches } from "../index.ts";

const SECRET = "s3cret-of-the-administrator";

const ADMIN_ROUTES = [
  ["GET", "/payments", undefined],
  ["GET", "/events", undefined],
  ["GET", "/check", undefined],
  ["GET", "/drift", undefined],
  ["GET", "/payments/audit?payment_id=pmt_1", undefined],
  ["GET", "/payments/summary?from=2026-11-01&to=2026-11-23", undefined],
  ["GET", "/reconcile", undefined],
  ["POST", "/reconcile", {}],
  ["POST", "/prune", {}],
  ["POST", "/events/replay", { event_id: "dodo:msg_1" }],
  ["POST", "/payments/release", { payment_id: "pmt_1", decision: "credit", note: "seen" }],
] as const;

/** What an administrator is answered about a row that does not exist. */
const MISSING: Readonly<Record<string, readonly [number, string]>> = {
  "/events/replay": [404, "event_not_found"],
  "/payments/release": [404, "payment_not_found"],
  "/payments/audit?payment_id=pmt_1": [404, "payment_not_found"],
};

const authenticate = (request: Request): { admin: true } | null =>
  bearerMatches(request, SECRET) ? { admin: true } : null;

async function answer(
  world: World,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<unknown[]> {
  const response = await world.send(method, path, {
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const { code, items } = (await response.json()) as { code?: string; items?: unknown };
  expect(items).toBeUndefined();
  return [response.status, code];
}

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(ADMIN_ROUTES)("%s %s", (method, path, body) => {
    test("[W05] does not exist without an `authenticate` that names administrators", async () => {
      await using world = await createWorld({ storage, service: { authenticate: undefined } });
      expect(await answer(world, method, path, body, { authorization: "Bearer admin" })).toEqual([
        404,
        "not_found",
      ]);
      expect(await answer(world, method, path, body, { origin: ORIGIN })).toEqual([
        404,
        "not_found",
      ]);
      expect(world.dodo.requests).toEqual([]);
    });

    test("[W05] does not exist for a user who is no administrator", async () => {
      await using world = await createWorld({ storage });
      expect(await answer(world, method, path, body, { authorization: "Bearer user:ada" })).toEqual(
        [404, "not_found"],
      );
      for (const admin of ["true", 1, {}, "admin"]) {
        const service = world.secondService({
          authenticate: () => JSON.parse(JSON.stringify({ user_id: "ada", admin })),
        });
        const response = await world.send(method, path, {
          headers: { authorization: "x" },
          service,
          ...(body === undefined ? {} : { body }),
        });
        expect(response.status).toBe(404);
      }
      expect(world.dodo.requests).toEqual([]);
    });

    test.each([
      ["no token", {}],
      ["a wrong one", { authorization: `Bearer ${SECRET.replace("3", "e")}` }],
      ["a short one", { authorization: `Bearer ${SECRET.slice(0, -1)}` }],
      ["one byte", { authorization: "Bearer s" }],
      ["an empty one", { authorization: "Bearer " }],
      ["a long one", { authorization: `Bearer ${SECRET}x` }],
      ["a very long one", { authorization: `Bearer ${SECRET.repeat(500)}` }],
      ["one with multi-byte letters", { authorization: `Bearer ${SECRET.slice(0, -1)}é` }],
      [
        "one of UTF-8 bytes",
        { authorization: `Bearer ${Buffer.from("🔑🔑🔑").toString("latin1")}` },
      ],
      ["one with a space", { authorization: `Bearer ${SECRET} ${SECRET}` }],
      ["the secret alone", { authorization: SECRET }],
      ["another scheme", { authorization: `Basic ${SECRET}` }],
      ["a cookie", { cookie: `session=admin; token=${SECRET}`, origin: ORIGIN }],
    ])("[W05] with %s is 401", async (_, headers) => {
      await using world = await createWorld({ storage, service: { authenticate } });
      const same_site = { origin: ORIGIN, ...headers };
      expect(await answer(world, method, path, body, same_site)).toEqual([401, "unauthorized"]);
      expect(world.dodo.requests).toEqual([]);
    });

    test("[W05] with the right token exists", async () => {
      await using world = await createWorld({ storage, service: { authenticate } });
      for (const scheme of ["Bearer", "bearer"]) {
        const response = await world.send(method, path, {
          headers: { authorization: `${scheme} ${SECRET}` },
          ...(body === undefined ? {} : { body }),
        });
        const { code } = (await response.json()) as { code?: string };
        expect([response.status, code]).toEqual(MISSING[path] ?? [200, undefined]);
      }
    });
  });
});

test("[W05] an empty or missing secret matches nothing, and one of multi-byte letters never throws", () => {
  const carrying = (token: string): Request =>
    new Request(ORIGIN, { headers: { authorization: `Bearer ${token}` } });
  for (const secret of ["", undefined])
    for (const token of ["", "x", "undefined"])
      expect(bearerMatches(carrying(token), secret)).toBe(false);
  expect(bearerMatches(carrying("clé"), "clé")).toBe(true);
  expect(bearerMatches(carrying("cle"), "clé")).toBe(false);
  expect(bearerMatches(carrying("x"), "🔑")).toBe(false);
  expect(bearerMatches(new Request(ORIGIN), SECRET)).toBe(false);
});
