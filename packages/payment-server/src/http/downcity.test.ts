/**
 * The service inside a Federation. The model of the example behaves as the real one was observed
 * to.
 */
import { describe, expect, test } from "vitest";
import { createCity, isAction, registered } from "../../test/city.ts";
import { createWorld, ORIGIN } from "../../test/world.ts";
import type { DowncityAction, DowncityContext, DowncityNativeRoute, Handler } from "../index.ts";

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
      "POST /events/close admin",
      "POST /payments/release admin",
      "GET /check admin",
      "GET /drift admin",
      "GET /payments/audit admin",
      "GET /payments/summary admin",
      "POST /prune admin",
      "GET /openapi.json ",
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

  test("[D02] a Federation that refuses a route gets the others, and the log names the missing one", async () => {
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
    ]).toEqual([
      Object.keys(city.service.handlers).length - 1,
      ['the Federation has refused a route {"path":"/events"}'],
    ]);
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

test("[D11] OPTIONS is 404, and no origin gets CORS headers, allowed or not", async () => {
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

describe("an installed service that is mounted elsewhere too", () => {
  const APP = "https://app.example";
  const EVIL = "https://evil.example";

  test("refuses what a page of another site makes a browser send, by fetch and by its handlers", async () => {
    await using city = await createCity();
    await city.base.health();
    const { fetch, handlers } = city.service;
    const { topup_id } = city.world.host.addTopup();
    const refusals = async (path: string, handler: Handler, body: object): Promise<unknown[]> => {
      const send = async (mount: Handler, type: string): Promise<unknown> => {
        const headers = { cookie: "session=ada", origin: EVIL, "content-type": type };
        const init = { method: "POST", headers, body: JSON.stringify(body) };
        const answer = await mount(new Request(`${ORIGIN}/v1/payment${path}`, init));
        return Reflect.get(Object(await answer.json()), "code");
      };
      return await Promise.all(
        [fetch, handler].flatMap((mount) =>
          ["text/plain", "application/json"].map(async (type) => await send(mount, type)),
        ),
      );
    };
    const all = ["unsupported_media_type", "forbidden_origin"];
    expect(
      await refusals("/checkout/create", handlers.createCheckout, { topup_id, method_id: "dodo" }),
    ).toEqual([...all, ...all]);
    expect(await refusals("/payments/release", handlers.releasePayment, {})).toEqual([
      ...all,
      ...all,
    ]);
    expect(await city.world.allPayments()).toEqual([]);
  });

  test("answers preflights there and sends CORS headers to allowed origins", async () => {
    await using city = await createCity({ service: { allowed_origins: [APP] } });
    await city.base.health();
    const { fetch, handlers } = city.service;
    const headers = { origin: APP, "access-control-request-method": "POST" };
    for (const mount of [fetch, handlers.methods]) {
      const answers = await Promise.all(
        ["OPTIONS", "GET"].map(
          async (method) =>
            await mount(new Request(`${ORIGIN}/v1/payment/methods`, { method, headers })),
        ),
      );
      expect(
        answers.map((answer) => [answer.status, answer.headers.get("access-control-allow-origin")]),
      ).toEqual([
        [204, APP],
        [200, APP],
      ]);
    }
  });

  test("needs no `authenticate`: neither the log nor check() misses it", async () => {
    await using city = await createCity({ service: { authenticate: undefined } });
    city.world.log.length = 0;
    await city.base.health();
    expect(city.world.log.join()).not.toContain("authenticate");
    const { findings } = await city.service.check();
    expect(findings.filter(({ code }) => code === "authenticate")).toEqual([]);
  });
});
