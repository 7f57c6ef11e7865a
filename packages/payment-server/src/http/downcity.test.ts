/** The service inside a Federation of Downcity's shape: it has read the body, and says who is there. */
import { expect, test } from "vitest";
import { createWorld, START, type World } from "../../test/world.ts";
import { PaymentService, type DowncityRoute, type PaymentServiceOptions } from "../index.ts";

/** As a Federation does: auth per route, a body that is read, an environment of its own; its clients always say JSON. */
function federation(service: PaymentService, variables: Record<string, string> = {}) {
  const routes: DowncityRoute[] = [];
  service.install({ env: (key) => variables[key] ?? null, route: (route) => routes.push(route) });
  return {
    routes,
    async invoke(method: "GET" | "POST", path: string, { user, body, headers = {} }: { user?: string; body?: string; headers?: Record<string, string> } = {}): Promise<Response> {
      const { pathname, search } = new URL(path, "http://localhost");
      const route = routes.find((known) => known.method === method && known.path === pathname);
      if (route === undefined) return new Response("not found", { status: 404 });
      if (route.auth.length > 0 && user === undefined) return new Response("unauthorized", { status: 401 });
      if (route.auth.includes("admin") && user !== "root") return new Response("forbidden", { status: 403 });
      const init = { method, headers: { "content-type": "application/json", authorization: "Bearer of-downcity", ...headers } };
      const request = new Request(`http://localhost:3000/v1/payment${pathname}${search}`, body === undefined ? init : { ...init, body });
      const text = await request.text();
      return await route.handler({ ...(user === undefined ? {} : { user: { user_id: user } }), request, text: async () => text });
    },
  };
}

async function installed(options: Partial<PaymentServiceOptions> = {}): Promise<{ world: World; invoke: ReturnType<typeof federation>["invoke"] }> {
  const world = await createWorld();
  const service = world.secondService({ authenticate: () => ({ user_id: "of-nobody", admin: true }), ...options });
  return { world, invoke: federation(service).invoke };
}

test("every route is registered with who may call it", async () => {
  const { routes } = federation((await createWorld()).payment);
  expect(routes.map(({ method, path, auth }) => `${method} ${path} ${auth.join()}`)).toEqual([
    "GET /methods ", "POST /checkout/create user", "GET /payments/me user", "GET /payments admin", "GET /events admin", "POST /webhook ",
    "GET /redirect/success ", "GET /redirect/cancel ", "GET /reconcile admin", "POST /reconcile admin", "POST /events/replay admin", "POST /payments/release admin",
  ]);
});

test("[C01] a topup is bought, delivered and credited once, and listed for its buyer and an administrator", async () => {
  const { world, invoke } = await installed();
  await using _ = world;
  const { topup_id } = world.host.addTopup();
  const created = await invoke("POST", "/checkout/create", { user: "ada", body: JSON.stringify({ method_id: "dodo", topup_id }) });
  const { provider_session_id, status_url } = (await created.json()) as { provider_session_id: string; status_url: string };
  const paid = await world.dodo.pay(provider_session_id);
  const body = JSON.stringify({ business_id: world.dodo.business_id, type: "payment.succeeded", timestamp: new Date(START).toISOString(), data: { payload_type: "Payment", ...paid } });
  const headers = world.dodo.sign({ body, webhook_id: "msg_1", timestamp: Math.floor(START / 1_000) });
  for (let sent = 0; sent < 2; sent += 1) expect(await (await invoke("POST", "/webhook", { body, headers })).json()).toMatchObject({ sync_status: "applied" });
  expect(world.host.ledger).toHaveLength(1);
  const { pathname, search } = new URL(status_url);
  expect(await (await invoke("GET", pathname.replace("/v1/payment", "") + search, { headers: { accept: "application/json" } })).json()).toMatchObject({ status: "paid" });
  expect(await (await invoke("GET", "/payments/me", { user: "ada" })).json()).toMatchObject({ items: [{ topup_id, status: "paid" }] });
  expect(await (await invoke("GET", "/payments/me", { user: "eve" })).json()).toMatchObject({ items: [] });
  expect(await (await invoke("GET", "/payments", { user: "root" })).json()).toMatchObject({ items: [{ topup_id }] });
});

test("identity is the Federation's, not `authenticate`'s", async () => {
  const { world, invoke } = await installed();
  await using _ = world;
  const { topup_id } = world.host.addTopup();
  const body = JSON.stringify({ method_id: "dodo", topup_id });
  expect((await invoke("POST", "/checkout/create", { user: "eve", body })).status).toBe(404);
  expect((await invoke("POST", "/checkout/create", { body })).status).toBe(401);
  expect((await invoke("GET", "/payments", { user: "ada" })).status).toBe(403);
  expect((await invoke("POST", "/checkout/create", { user: "ada", body })).status).toBe(200);
});

test("a handler that a Federation lets a stranger to still refuses", async () => {
  const service = (await createWorld()).payment;
  const { routes } = federation(service);
  for (const { method, auth, path, handler } of routes.filter(({ auth: needed }) => needed.includes("user"))) {
    const request = new Request(`http://localhost:3000/v1/payment${path}`, { method, headers: { "content-type": "application/json", authorization: "Bearer x" }, ...(method === "POST" ? { body: "{}" } : {}) });
    expect([auth, (await handler({ request, text: async () => "{}" })).status]).toEqual([["user"], 401]);
  }
});

test("the environment is the Federation's, and an error of the configuration is thrown at install", async () => {
  await using world = await createWorld();
  const { api_key, webhook_key, url } = world.dodo;
  const options = { readTopup: () => null, finishTopup: () => null, logger: { info() {}, warn() {}, error() {} } };
  const { dodoPaymentProvider } = await import("../index.ts");
  const variables = { DODO_PAYMENTS_API_KEY: api_key, DODO_PRODUCT_ID: "pdt_topup", DODO_WEBHOOK_KEY: webhook_key, DODO_API_BASE_URL: url };
  const { invoke } = federation(new PaymentService({ ...options, providers: [dodoPaymentProvider()] }), variables);
  expect(await (await invoke("GET", "/methods")).json()).toMatchObject({ items: [{ id: "dodo", enabled: true }] });
  const bare = federation(new PaymentService({ ...options, providers: [dodoPaymentProvider()] }), {});
  expect(await (await bare.invoke("GET", "/methods")).json()).toMatchObject({ items: [{ enabled: false, reason: "not_configured" }] });
  expect(() => federation(new PaymentService({ ...options, providers: [dodoPaymentProvider()] }), { DODO_ENVIRONMENT: "production" })).toThrow("DODO_ENVIRONMENT must be");
});

test("what a Federation asks of a service is there, and names every variable that is read", async () => {
  const { payment } = await createWorld();
  expect(payment).toMatchObject({ id: "payment", name: "Payment", version: expect.any(String), instruction: expect.stringContaining("topup") });
  expect(payment.env.filter(({ required }) => required).map(({ key }) => key)).toEqual(["DODO_PAYMENTS_API_KEY", "DODO_PRODUCT_ID"]);
  expect(payment.env.map(({ key }) => key)).toEqual(expect.arrayContaining(["DOWNCITY_CITY_BASE_URL", "DODO_WEBHOOK_KEY", "DODO_ENVIRONMENT", "DODO_CURRENCY", "DODO_API_BASE_URL"]));
});

test("a body that cannot be read any more is refused, not thrown", async () => {
  const { routes } = federation((await createWorld()).payment);
  const webhook = routes.find(({ path }) => path === "/webhook");
  const request = new Request("http://localhost:3000/v1/payment/webhook", { method: "POST", body: "{}" });
  expect((await webhook?.handler({ request, text: async () => await Promise.reject(new Error("already read")) }))?.status).toBe(401);
  expect((await webhook?.handler({ request, text: () => { throw new Error("already read"); } }))?.status).toBe(401);
});
