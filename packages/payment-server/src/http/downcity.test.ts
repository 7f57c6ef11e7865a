/** The service inside a Federation: what the model of the example does, the real one was seen to do. */
import { describe, expect, test } from "vitest";
import { createCity, type City } from "../../test/city.ts";
import { createWorld, ORIGIN } from "../../test/world.ts";
import type {
  DowncityAction,
  DowncityCall,
  DowncityContext,
  DowncityNativeRoute,
} from "../index.ts";

/** What `install()` registers, where nothing else is of interest. */
function registered(city: City): (DowncityAction | DowncityNativeRoute)[] {
  const routes: (DowncityAction | DowncityNativeRoute)[] = [];
  city.service.install({
    env: () => null,
    route: (route: DowncityAction | DowncityNativeRoute) => routes.push(route),
  });
  return routes;
}

const isAction = (route: DowncityAction | DowncityNativeRoute): route is DowncityAction =>
  typeof route.handler === "function";

test("[C01] a topup is bought, delivered and credited once, and listed for its buyer and an administrator", async () => {
  await using city = await createCity();
  const { topup_id } = city.world.host.addTopup();
  const { provider_session_id, status_url } = await city.create(topup_id);
  const delivery = await city.delivery(provider_session_id);
  for (let sent = 0; sent < 2; sent += 1)
    expect(await (await city.base.fetch(delivery.clone())).json()).toMatchObject({
      sync_status: "applied",
    });
  expect(city.world.host.ledger).toHaveLength(1);
  const { pathname, search } = new URL(status_url);
  expect(
    await city.json("GET", pathname + search, { headers: { accept: "application/json" } }),
  ).toMatchObject([200, { status: "paid" }]);
  expect(await city.json("GET", "/payments/me", { as: "ada" })).toMatchObject([
    200,
    { items: [{ topup_id, status: "paid" }] },
  ]);
  expect(await city.json("GET", "/payments/me", { as: "eve" })).toMatchObject([200, { items: [] }]);
  expect(await city.json("GET", "/payments", { as: "admin" })).toMatchObject([
    200,
    { items: [{ topup_id }] },
  ]);
});

describe("one method per path", () => {
  test("[D01] [D05] the routes and who may call them, exactly", async () => {
    await using city = await createCity();
    const lines = registered(city).map(
      (route) =>
        `${route.method} ${route.path} ${route.auth.join()}${isAction(route) ? "" : "native"}`,
    );
    expect(lines).toEqual([
      "GET /methods ",
      "POST /checkout/create user",
      "GET /payments/me user",
      "GET /payments admin",
      "GET /events admin",
      "POST /webhook native",
      "GET /redirect/success ",
      "GET /redirect/cancel ",
      "POST /reconcile admin",
      "POST /events/replay admin",
      "POST /payments/release admin",
    ]);
  });

  test("[D01] reconcile is POST only, and every service of the Federation is there", async () => {
    await using city = await createCity();
    expect(await city.base.health()).toEqual({
      ok: true,
      services: ["env", "cities", "weather", "payment"],
    });
    expect((await city.send("GET", "/reconcile", { as: "admin" })).status).toBe(404);
    expect(await city.json("POST", "/reconcile", { as: "admin", body: {} })).toMatchObject([
      200,
      { checked: 0 },
    ]);
    expect((await city.send("POST", "/reconcile", { as: "admin" })).status).toBe(200);
  });

  test("[D01] outside of a Federation GET reconcile stays", async () => {
    await using world = await createWorld();
    expect((await world.send("GET", "/reconcile", { as: "admin" })).status).toBe(200);
  });

  test("[D02] a Federation that refuses a route has the others, and the log says which one is missing", async () => {
    await using city = await createCity();
    const routes: (DowncityAction | DowncityNativeRoute)[] = [];
    const route = (given: DowncityAction | DowncityNativeRoute): void => {
      if (given.path === "/events") throw new Error("Duplicate action: payment.events");
      routes.push(given);
    };
    const context: DowncityContext = {
      env: () => {
        throw new Error("no table yet");
      },
      route,
    };
    expect(() => city.service.install(context)).not.toThrow();
    expect([
      routes.length,
      city.world.log.filter((line) => line.includes("has refused a route")),
    ]).toEqual([10, ['the Federation has refused a route {"path":"/events"}']]);
    // A variable that cannot be read is absent.
    const methods = await routes
      .filter(isAction)
      .find(({ path }) => path === "/methods")
      ?.handler({ request: new Request(`${ORIGIN}/v1/payment/methods`), text: () => "" });
    expect(await methods?.json()).toMatchObject({
      items: [{ enabled: false, reason: "not_configured" }],
    });
  });
});

describe("bodies", () => {
  test.each([
    ["as it came", (json: string) => json],
    ["behind a byte order mark", (json: string) => `\uFEFF${json}`],
    ["with spaces and line ends", (json: string) => `\r\n ${json}\n`],
  ])("[D04] [V08] a delivery %s is verified over its bytes", async (_, write) => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const { provider_session_id } = await city.create(topup_id);
    const delivery = await city.delivery(provider_session_id, write);
    const answer = await city.base.fetch(delivery);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ sync_status: "applied" }),
    ]);
    expect(city.world.host.balance("ada")).toBe(500);
  });

  test("[D04] a delivery whose body somebody has read is told to come again", async () => {
    await using city = await createCity();
    const { provider_session_id } = await city.create(city.world.host.addTopup().topup_id);
    const delivery = await city.delivery(provider_session_id);
    await delivery.text();
    const answer = await city.base.fetch(delivery);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({
        code: "configuration",
        error: expect.stringContaining("read before this handler"),
      }),
    ]);
  });

  test("[D04] [V10] 257 KiB, a content-length that lies and a sender that hangs get no further", async () => {
    await using city = await createCity();
    const post = async (body: BodyInit, headers: Record<string, string> = {}): Promise<number> => {
      const init = { method: "POST", body, headers, duplex: "half" };
      return (await city.base.fetch(new Request(`${ORIGIN}/v1/payment/webhook`, init))).status;
    };
    expect(await post("a".repeat(257 * 1_024))).toBe(413);
    expect(await post("a".repeat(257 * 1_024), { "content-length": "2" })).toBe(413);
    let cancelled = 0;
    const hanging = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
      new ReadableStream({ cancel: () => void (cancelled += 1) });
    expect(await post(hanging(), { "content-length": String(300 * 1_024) })).toBe(413);
    const started_at = performance.now();
    expect(await post(hanging(), { "content-length": "10" })).toBe(408);
    expect([performance.now() - started_at < 6_000, cancelled]).toEqual([true, 2]);
  });

  test("[D04] an action's body was read before: what is broken, too large or gone is refused", async () => {
    await using city = await createCity();
    expect(
      await city.json("POST", "/checkout/create", { as: "ada", body: "{broken" }),
    ).toMatchObject([400, { code: "invalid_json" }]);
    expect(await city.json("POST", "/checkout/create", { as: "ada", body: "[1]" })).toMatchObject([
      400,
      { code: "invalid_request" },
    ]);
    expect(
      await city.json("POST", "/checkout/create", { as: "ada", body: "a".repeat(257 * 1_024) }),
    ).toMatchObject([413, { code: "body_too_large" }]);
    const create = registered(city)
      .filter(isAction)
      .find(({ path }) => path === "/checkout/create");
    const request = new Request(`${ORIGIN}/v1/payment/checkout/create`, {
      method: "POST",
      headers: { "content-length": "40" },
    });
    for (const text of [
      async () => await Promise.reject(new Error("gone")),
      () => {
        throw new Error("gone");
      },
    ]) {
      expect((await create?.handler({ user: { user_id: "ada" }, request, text }))?.status).toBe(
        400,
      );
    }
  });
});

describe("identity", () => {
  test("[D05] a guest is 401, an administrator may not call a user's route, nor a user an administrator's", async () => {
    await using city = await createCity();
    const statuses = async (method: string, path: string): Promise<number[]> =>
      await Promise.all(
        [null, "ada", "admin"].map(
          async (as) =>
            (await city.send(method, path, { as, ...(method === "POST" ? { body: {} } : {}) }))
              .status,
        ),
      );
    expect(await statuses("GET", "/methods")).toEqual([200, 200, 200]);
    expect(await statuses("GET", "/payments/me")).toEqual([401, 200, 403]);
    expect(await statuses("POST", "/checkout/create")).toEqual([401, 400, 403]);
    for (const path of ["/payments", "/events"])
      expect(await statuses("GET", path), path).toEqual([401, 403, 200]);
    for (const path of ["/events/replay", "/payments/release"])
      expect(await statuses("POST", path), path).toEqual([401, 403, 400]);
    expect(await statuses("POST", "/reconcile")).toEqual([401, 403, 200]);
  });

  test("[D06] a caller in the same process needs neither an Origin nor a content type", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const ada = {
      level: "user",
      user: { user_id: "ada" },
      city: { city_id: "city_downcity", status: "active" },
    } as const;
    const call = async (
      path: string,
      body: string,
      trusted_identity: typeof ada | { level: "admin" },
    ): Promise<number> => {
      const request = new Request(`${ORIGIN}/v1/payment${path}`, {
        method: "POST",
        body: new TextEncoder().encode(body),
      });
      expect([...request.headers.keys()]).toEqual([]);
      return (await city.base.fetch(request, { trusted_identity })).status;
    };
    expect(
      await call("/checkout/create", JSON.stringify({ method_id: "dodo", topup_id }), ada),
    ).toBe(200);
    expect(await call("/reconcile", "", { level: "admin" })).toBe(200);
    expect(
      await call("/events/replay", JSON.stringify({ event_id: "dodo:none" }), { level: "admin" }),
    ).toBe(404);
    expect(
      await call(
        "/payments/release",
        JSON.stringify({ payment_id: "none", decision: "dismiss", note: "as asked" }),
        { level: "admin" },
      ),
    ).toBe(404);
    expect(await call("/checkout/create", JSON.stringify({ topup_id }), { level: "admin" })).toBe(
      403,
    );
  });

  test("[D06] no other site can forge a call: a cookie is nobody, whatever stands beside it", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const asked = city.world.dodo.requests.length;
    for (const headers of [
      {},
      { origin: "https://evil.example" },
      { origin: ORIGIN },
      { "content-type": "text/plain" },
      { authorization: "Basic YWRhOng=" },
      { authorization: "Bearer user:ada" },
      { "x-user-id": "ada" },
    ]) {
      const sent = {
        headers: { cookie: "session=user:ada; user=ada; user=admin", ...headers },
        body: { method_id: "dodo", topup_id, user_id: "ada" },
      };
      for (const path of ["/checkout/create", "/reconcile", "/payments/release"])
        expect((await city.send("POST", path, sent)).status, JSON.stringify(headers)).toBe(401);
    }
    expect([await city.world.payments(topup_id), city.world.dodo.requests.length]).toEqual([
      [],
      asked,
    ]);
  });

  test("[D06] a bearer of another origin is served, and identity is the Federation's, not `authenticate`'s", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const body = { method_id: "dodo", topup_id };
    expect((await city.send("POST", "/checkout/create", { as: "eve", body })).status).toBe(404);
    expect(
      (
        await city.send("POST", "/checkout/create", {
          as: "ada",
          body,
          headers: { origin: "https://app.example", "content-type": "text/plain" },
        })
      ).status,
    ).toBe(200);
  });

  test("[D06] a handler that a Federation lets a stranger to still refuses", async () => {
    await using city = await createCity();
    for (const { method, auth, path, handler } of registered(city)
      .filter(isAction)
      .filter(({ auth: needed }) => needed.includes("user"))) {
      const call: DowncityCall = {
        request: new Request(`${ORIGIN}/v1/payment${path}`, { method }),
        text: () => "{}",
      };
      expect([auth, (await handler(call)).status]).toEqual([["user"], 401]);
    }
  });
});

test("[D11] OPTIONS is 404, and nothing is said to another origin, allowed or not", async () => {
  await using city = await createCity({ service: { allowed_origins: ["https://app.example"] } });
  const headers = { origin: "https://app.example", "access-control-request-method": "POST" };
  for (const path of ["/methods", "/webhook", "/checkout/create"])
    expect((await city.send("OPTIONS", path, { headers })).status, path).toBe(404);
  for (const answer of [
    await city.send("GET", "/methods", { headers }),
    await city.send("POST", "/checkout/create", { as: "ada", body: {}, headers }),
  ]) {
    expect(
      [...answer.headers.keys()].filter(
        (name) => name.startsWith("access-control") || name === "vary",
      ),
    ).toEqual([]);
  }
});
