import { describe, expect, test } from "vitest";
import { createWorld, ORIGIN, STORAGES } from "../../test/world.ts";

const COOKIE = { cookie: "session=user:ada" };

async function refused(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, await response.json()]).toEqual([
    status,
    { code, error: expect.any(String), request_id: expect.any(String) },
  ]);
}

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    [
      "a form",
      { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" },
      415,
      "unsupported_media_type",
    ],
    [
      "a form of our own page",
      { "content-type": "multipart/form-data; boundary=x", origin: ORIGIN },
      415,
      "unsupported_media_type",
    ],
    ["text/plain", { "content-type": "text/plain", origin: ORIGIN }, 415, "unsupported_media_type"],
    [
      "text/plain that names JSON",
      { "content-type": "text/plain; application/json", origin: ORIGIN },
      415,
      "unsupported_media_type",
    ],
    [
      "a type like JSON",
      { "content-type": "application/jsonp", origin: ORIGIN },
      415,
      "unsupported_media_type",
    ],
    ["no type", { "content-type": "", origin: ORIGIN }, 415, "unsupported_media_type"],
    ["JSON from another site", { origin: "https://evil.example" }, 403, "forbidden_origin"],
    ["JSON from a null origin", { origin: "null" }, 403, "forbidden_origin"],
    ["JSON without an origin", {}, 403, "forbidden_origin"],
    ["JSON from a look-alike", { origin: `${ORIGIN}.evil.example` }, 403, "forbidden_origin"],
    [
      "JSON with a page of ours as referrer",
      { referer: `${ORIGIN}/`, origin: "https://evil.example" },
      403,
      "forbidden_origin",
    ],
    [
      "JSON with what a browser adds by itself",
      { authorization: "Basic YWRhOnNlc2FtZQ==", origin: "https://evil.example" },
      403,
      "forbidden_origin",
    ],
    [
      "JSON with Negotiate",
      { authorization: "Negotiate YII=", origin: "https://evil.example" },
      403,
      "forbidden_origin",
    ],
  ])(
    "[W01] a create with a cookie and %s is refused and Dodo is not called",
    async (_, headers, status, code) => {
      await using world = await createWorld({ storage });
      const { topup_id } = world.host.addTopup();
      await refused(
        await world.send("POST", "/checkout/create", {
          body: { topup_id },
          headers: { ...COOKIE, ...headers },
        }),
        status,
        code,
      );
      expect([world.dodo.requests, await world.payments(topup_id)]).toEqual([[], []]);
    },
  );

  test.each(["https://shop.example:444", "http://shop.example", "http://localhost:3000"])(
    "[W01] a create with a cookie and JSON from %s, which is not quite our own page, is refused",
    async (origin) => {
      await using world = await createWorld({
        storage,
        service: { base_url: "https://shop.example" },
      });
      const { topup_id } = world.host.addTopup();
      await refused(
        await world.send("POST", "/checkout/create", {
          body: { topup_id },
          headers: { ...COOKIE, origin },
        }),
        403,
        "forbidden_origin",
      );
      expect([world.dodo.requests, await world.payments(topup_id)]).toEqual([[], []]);
    },
  );

  test("[W01] a create with a cookie from our own page and from an allowed one works", async () => {
    await using world = await createWorld({
      storage,
      service: { allowed_origins: ["https://app.example"] },
    });
    for (const origin of [ORIGIN, "https://app.example"]) {
      const { topup_id } = world.host.addTopup();
      const response = await world.send("POST", "/checkout/create", {
        body: { topup_id },
        headers: { ...COOKIE, origin, "content-type": "Application/JSON; charset=utf-8" },
      });
      expect([response.status, (await world.only(topup_id)).status]).toEqual([200, "pending"]);
    }
  });

  test("[W01] only an allowed origin gets CORS headers", async () => {
    await using world = await createWorld({
      storage,
      service: { allowed_origins: ["https://app.example"] },
    });
    const cors = async (method: string, origin: string): Promise<(string | null)[]> => {
      const { headers } = await world.send(method, "/checkout/create", {
        headers: { origin, "access-control-request-method": "POST" },
      });
      return [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-allow-headers",
      ].map((name) => headers.get(name));
    };
    expect(await cors("OPTIONS", "https://app.example")).toEqual([
      "https://app.example",
      "true",
      "authorization, content-type",
    ]);
    expect(await cors("POST", "https://app.example")).toEqual([
      "https://app.example",
      "true",
      null,
    ]);
    for (const origin of [
      "https://evil.example",
      "null",
      "https://app.example.evil.example",
      ORIGIN,
    ]) {
      expect(await cors("OPTIONS", origin)).toEqual([null, null, null]);
      expect(await cors("POST", origin)).toEqual([null, null, null]);
    }
  });

  test.each(["/payments/release", "/events/replay", "/reconcile"])(
    "[W14] %s with an administrator's cookie from another site is 403",
    async (path) => {
      await using world = await createWorld({ storage });
      const body = { payment_id: "pmt_1", event_id: "dodo:1", decision: "dismiss", note: "seen" };
      for (const origin of ["https://evil.example", "null", null]) {
        const headers: Record<string, string> = {
          cookie: "session=admin",
          ...(origin === null ? {} : { origin }),
        };
        await refused(
          await world.send("POST", path, { body: path === "/reconcile" ? {} : body, headers }),
          403,
          "forbidden_origin",
        );
      }
      expect(world.dodo.requests).toEqual([]);
    },
  );

  test("[W14] with a bearer and no origin, or a cookie from our own page, an administrator's POST works", async () => {
    await using world = await createWorld({ storage });
    expect((await world.send("POST", "/reconcile", { as: "admin", body: {} })).status).toBe(200);
    expect((await world.send("POST", "/reconcile", { as: "admin" })).status).toBe(200);
    expect(
      (
        await world.send("POST", "/reconcile", {
          body: {},
          headers: { cookie: "session=admin", origin: ORIGIN },
        })
      ).status,
    ).toBe(200);
  });

  test("[W14] a link to reconcile does nothing with a cookie alone, and works for a cron with a bearer", async () => {
    await using world = await createWorld({ storage });
    await refused(
      await world.send("GET", "/reconcile", { headers: { cookie: "session=admin" } }),
      401,
      "unauthorized",
    );
    await refused(
      await world.send("GET", "/reconcile", {
        headers: { cookie: "session=admin", authorization: "Basic YWRhOnNlc2FtZQ==" },
      }),
      401,
      "unauthorized",
    );
    expect(world.dodo.requests).toEqual([]);
    expect((await world.send("GET", "/reconcile", { as: "admin" })).status).toBe(200);
    expect(world.dodo.requests).toHaveLength(1);
  });
});
