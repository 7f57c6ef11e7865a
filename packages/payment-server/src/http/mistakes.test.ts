import { describe, expect, test } from "vitest";
import { expectRefusal, expectUntouched } from "../../test/refusals.ts";
import { createWorld, STORAGES } from "../../test/world.ts";
import { dodoPaymentProvider } from "../index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("an unknown topup, method, payment or event is reported as unknown", async () => {
    await using world = await createWorld({ storage });
    const create = async (body: unknown): Promise<Response> =>
      await world.send("POST", "/checkout/create", { as: "user:ada", body });
    await expectRefusal(
      await create({ topup_id: "tu_unknown" }),
      404,
      "topup_not_found",
      "There is no such topup.",
    );
    await expectRefusal(
      await create({ topup_id: "tu_1", method_id: "stripe" }),
      400,
      "unknown_method",
      "There is no such payment method; GET methods lists those there are.",
    );
    await expectRefusal(
      await world.send("POST", "/payments/release", {
        as: "admin",
        body: { payment_id: "pmt_1", decision: "credit", note: "seen" },
      }),
      404,
      "payment_not_found",
      "There is no such payment.",
    );
    await expectRefusal(
      await world.send("POST", "/events/replay", { as: "admin", body: { event_id: "dodo:msg_1" } }),
      404,
      "event_not_found",
      /^There is no such /,
    );
    await expectRefusal(
      await world.send("POST", "/checkout/create", {
        body: { topup_id: "tu_1" },
        headers: { authorization: "Bearer nobody" },
      }),
      401,
      "unauthorized",
      "Sign in first.",
    );
    await expectUntouched(world);
  });

  test.each([
    "",
    "/",
    "/checkout",
    "/checkout/create/x",
    "/webhook/x",
    "/redirect",
    "/redirect/success/x",
    "/Methods",
    "/methods%2f",
    "/%2e%2e/payment/x",
    "/payments/me/me",
    "//methods",
    "/handlers",
    "/constructor",
  ])("the unknown path %j is 404 with every method", async (path) => {
    await using world = await createWorld({ storage });
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
      await expectRefusal(
        await world.send(method, path, { as: "admin" }),
        404,
        "not_found",
        "There is nothing here.",
      );
    await expectUntouched(world);
  });

  test.each([
    ["GET", "/checkout/create", "This route takes POST."],
    ["GET", "/webhook", "This route takes POST."],
    ["POST", "/methods", "This route takes GET."],
    ["PUT", "/payments/release", "This route takes POST."],
    ["DELETE", "/payments", "This route takes GET."],
    ["PATCH", "/reconcile", "This route takes GET and POST."],
    ["POST", "/redirect/success", "This route takes GET."],
  ])("%s %s is 405 and names the methods that the route takes", async (method, path, sentence) => {
    await using world = await createWorld({ storage });
    await expectRefusal(
      await world.send(method, path, { as: "admin", headers: { "content-type": "text/plain" } }),
      405,
      "method_not_allowed",
      sentence,
    );
    await expectUntouched(world);
  });

  test("without authenticate a user route is 401", async () => {
    await using world = await createWorld({ storage, service: { authenticate: undefined } });
    await expectRefusal(
      await world.send("GET", "/payments/me", { as: "user:ada" }),
      401,
      "unauthorized",
      "Sign in first.",
    );
    await expectRefusal(
      await world.send("POST", "/checkout/create", { as: "user:ada", body: { topup_id: "tu_1" } }),
      401,
      "unauthorized",
      "Sign in first.",
    );
  });

  test("two providers are distinguished by the method and, in a delivery, by the query", async () => {
    await using world = await createWorld({ storage });
    const { api_key, url: api_base_url, fetch, webhook_key } = world.dodo;
    const dodo = dodoPaymentProvider({
      api_key,
      api_base_url,
      fetch,
      webhook_key,
      product_id: "pdt_topup",
    });
    const service = world.secondService({ providers: [dodo, { ...dodo, id: "second" }] });
    const { topup_id } = world.host.addTopup();
    const unsaid = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id },
      service,
    });
    await expectRefusal(
      unsaid,
      400,
      "invalid_request",
      "The body has a wrong or missing `method_id`.",
    );
    await expectRefusal(
      await world.deliver("{}", { service }),
      400,
      "unknown_method",
      "Say which provider this delivery is from: `?provider=` with its id.",
    );
    expect((await world.create(topup_id, { service })).provider).toBe("dodo");
  });
});

test("a 405 names the methods of the route in the Allow header", async () => {
  await using world = await createWorld();
  const response = await world.send("GET", "/checkout/create", { as: "user:ada" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

const broken = (): never => {
  throw new Error("the log is full");
};

test.each([
  ["throws", broken],
  ["returns a promise that is rejected", async () => broken()],
])("a logger that %s fails no request and does not end the process", async (_, write) => {
  const rejected: unknown[] = [];
  const note = (error: unknown): unknown => rejected.push(error);
  process.on("unhandledRejection", note);
  try {
    await using world = await createWorld({
      service: { logger: { info: write, warn: write, error: write } },
    });
    const { topup_id } = world.host.addTopup();
    const checkout = await world.create(topup_id);
    await world.dodo.pay(checkout.provider_session_id, { overrides: { total_amount: 1 } });
    const [attempt] = await world.dodo.deliver();
    expect(attempt?.status).toBe(200);
    expect(await world.only(topup_id)).toMatchObject({ status: "held" });
    // Node reports a rejection after the microtasks of the task in which it happened.
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejected).toEqual([]);
  } finally {
    process.off("unhandledRejection", note);
  }
});
