import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import { dodoPaymentProvider } from "../index.ts";

async function refused(
  response: Response,
  status: number,
  code: string,
  sentence: string | RegExp,
): Promise<void> {
  const error = typeof sentence === "string" ? sentence : expect.stringMatching(sentence);
  expect([response.status, await response.json()]).toEqual([
    status,
    { code, error, request_id: expect.stringMatching(/^req_[A-Za-z0-9_-]{22}$/) },
  ]);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
}

/** Nothing was written, nobody was asked, nobody was called. */
async function expectUntouched(world: World): Promise<void> {
  expect([
    world.dodo.requests,
    world.host.calls,
    await world.allPayments(),
    await world.allEvents(),
    world.log,
  ]).toEqual([[], [], [], [], []]);
}

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["/checkout/create", "/payments/release", "/events/replay", "/reconcile"])(
    "POST %s",
    (path) => {
      test.each([
        "{",
        "not json",
        "{'topup_id':'tu_1'}",
        '{"topup_id":"tu_1",}',
        "\u0000",
        "undefined",
        "\uFEFF\uFEFF{}",
      ])("a body %j that is no JSON is 400", async (body) => {
        await using world = await createWorld({ storage });
        await refused(
          await world.send("POST", path, { as: "admin", body }),
          400,
          "invalid_json",
          "The body must be JSON.",
        );
        await expectUntouched(world);
      });

      test.each(["[]", "null", "1", '"tu_1"', "true"])(
        "a body %j that is no object is 400",
        async (body) => {
          await using world = await createWorld({ storage });
          const response = await world.send("POST", path, { as: "admin", body });
          expect([response.status, await response.json()]).toEqual([
            400,
            expect.objectContaining({
              code: "invalid_request",
              error: expect.stringMatching(/^The body (must be an object|has a wrong or missing)/),
            }),
          ]);
          await expectUntouched(world);
        },
      );
    },
  );

  test.each([
    ["/checkout/create", {}, "topup_id"],
    ["/checkout/create", { topup_id: 7 }, "topup_id"],
    ["/checkout/create", { topup_id: null }, "topup_id"],
    ["/checkout/create", { topup_id: ["tu_1"] }, "topup_id"],
    ["/checkout/create", { topup_id: { $ne: null } }, "topup_id"],
    ["/checkout/create", { topup_id: "" }, "topup_id"],
    ["/checkout/create", { topup_id: "t".repeat(501) }, "topup_id"],
    ["/checkout/create", { topup_id: "tu_1", method_id: 1 }, "method_id"],
    ["/checkout/create", { topup_id: "tu_1", provider: {} }, "provider"],
    ["/checkout/create", { topup_id: "tu_1", return_to: 1 }, "return_to"],
    ["/checkout/create", { topup_id: "tu_1", return_to: ["/a"] }, "return_to"],
    ["/payments/release", { decision: "credit" }, "payment_id"],
    ["/payments/release", { payment_id: 1, decision: "credit" }, "payment_id"],
    ["/payments/release", { payment_id: "pmt_1" }, "decision"],
    ["/payments/release", { payment_id: "pmt_1", decision: "credit" }, "note"],
    ["/payments/release", { payment_id: "pmt_1", decision: "credit", note: "  " }, "note"],
    [
      "/payments/release",
      {
        payment_id: "pmt_1",
        decision: "credit",
        note: "seen",
        topup: { usd_cents: 1.5, credits: 1, user_id: "ada" },
      },
      "topup.usd_cents",
    ],
    [
      "/payments/release",
      {
        payment_id: "pmt_1",
        decision: "credit",
        note: "seen",
        topup: { usd_cents: 1, credits: 1 },
      },
      "topup.user_id",
    ],
    [
      "/payments/release",
      { payment_id: "pmt_1", decision: "credit", note: "seen", topup: null },
      "topup",
    ],
    ["/payments/release", { payment_id: "pmt_1", decision: "pay" }, "decision"],
    ["/payments/release", { payment_id: "pmt_1", decision: "credit", note: 1 }, "note"],
    [
      "/payments/release",
      { payment_id: "pmt_1", decision: "credit", note: "n".repeat(501) },
      "note",
    ],
    ["/events/replay", {}, "event_id"],
    ["/events/replay", { event_id: ["dodo:1"] }, "event_id"],
    ["/reconcile", { limit: "10" }, "limit"],
    ["/reconcile", { limit: 1_001 }, "limit"],
    ["/reconcile", { limit: -1 }, "limit"],
    ["/reconcile", { older_than: 1.5 }, "older_than"],
    ["/reconcile", { older_than: 2 ** 53 }, "older_than"],
  ])("POST %s with %j is 400 and names the field", async (path, body, field) => {
    await using world = await createWorld({ storage });
    await refused(
      await world.send("POST", path, { as: "admin", body }),
      400,
      "invalid_request",
      `The body has a wrong or missing \`${field}\`.`,
    );
    await expectUntouched(world);
  });

  test("an unknown topup, method, payment or event is said to be unknown", async () => {
    await using world = await createWorld({ storage });
    const create = async (body: unknown): Promise<Response> =>
      await world.send("POST", "/checkout/create", { as: "user:ada", body });
    await refused(
      await create({ topup_id: "tu_unknown" }),
      404,
      "topup_not_found",
      "There is no such topup.",
    );
    await refused(
      await create({ topup_id: "tu_1", method_id: "stripe" }),
      400,
      "unknown_method",
      "There is no such payment method; GET methods lists those there are.",
    );
    await refused(
      await world.send("POST", "/payments/release", {
        as: "admin",
        body: { payment_id: "pmt_1", decision: "credit", note: "seen" },
      }),
      404,
      "payment_not_found",
      "There is no such payment.",
    );
    await refused(
      await world.send("POST", "/events/replay", { as: "admin", body: { event_id: "dodo:msg_1" } }),
      404,
      "event_not_found",
      /^There is no such /,
    );
    await refused(
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
    "/%2e%2e/x",
    "/payments/me/me",
    "//methods",
    "/handlers",
    "/constructor",
  ])("the unknown path %j is 404, whatever the method", async (path) => {
    await using world = await createWorld({ storage });
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
      await refused(
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
  ])("%s %s is 405 and says which methods there are", async (method, path, sentence) => {
    await using world = await createWorld({ storage });
    await refused(
      await world.send(method, path, { as: "admin", headers: { "content-type": "text/plain" } }),
      405,
      "method_not_allowed",
      sentence,
    );
    await expectUntouched(world);
  });

  test.each([
    ["neither key nor product", { api_key: "", product_id: "" }],
    ["no key", { api_key: " ", product_id: "pdt_topup" }],
    ["no product", { api_key: "dodo_test_emulator", product_id: "" }],
  ])(
    "with %s the method is listed as disabled, a create is 400, and check() says what is missing",
    async (_, configured) => {
      await using world = await createWorld({ storage, provider: configured });
      const { topup_id } = world.host.addTopup();
      const methods = (await (await world.send("GET", "/methods")).json()) as { items: unknown[] };
      expect(methods.items).toEqual([
        expect.objectContaining({ id: "dodo", enabled: false, reason: "not_configured" }),
      ]);
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id },
      });
      await refused(
        response,
        400,
        "method_disabled",
        "This payment method is not configured: set its API key and its product.",
      );
      expect([world.dodo.requests, await world.payments(topup_id), world.log]).toEqual([
        [],
        [],
        [],
      ]);
      const { ok, findings } = await world.payment.check();
      const missing = [
        ...(configured.api_key.trim() === "" ? ["api_key_missing"] : []),
        ...(configured.product_id === "" ? ["product_missing"] : []),
      ];
      expect([
        ok,
        findings.filter(({ level }) => level === "error").map(({ code }) => code),
      ]).toEqual([false, missing]);
    },
  );

  test("with both, the method is listed as enabled and without a reason", async () => {
    await using world = await createWorld({ storage });
    expect(await (await world.send("GET", "/methods")).json()).toEqual({
      items: [
        {
          id: "dodo",
          type: "checkout",
          enabled: true,
          label: "Dodo Payments",
          service: "payment",
          action: "checkout/create",
          requires_user: true,
          currency: "usd",
          test_mode: true,
        },
      ],
    });
  });

  test("without authenticate a user route is 401", async () => {
    await using world = await createWorld({ storage, service: { authenticate: undefined } });
    await refused(
      await world.send("GET", "/payments/me", { as: "user:ada" }),
      401,
      "unauthorized",
      "Sign in first.",
    );
    await refused(
      await world.send("POST", "/checkout/create", { as: "user:ada", body: { topup_id: "tu_1" } }),
      401,
      "unauthorized",
      "Sign in first.",
    );
  });

  test("two providers of different ids are told apart by the method and, in a delivery, by the query", async () => {
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
    await refused(unsaid, 400, "invalid_request", "The body has a wrong or missing `method_id`.");
    await refused(
      await world.deliver("{}", { service }),
      400,
      "unknown_method",
      "Say which provider this delivery is from: `?provider=` with its id.",
    );
    expect((await world.create(topup_id, { service })).provider).toBe("dodo");
  });
});

test("a method that a route does not take is 405 and says which it takes", async () => {
  await using world = await createWorld();
  const response = await world.send("GET", "/checkout/create", { as: "user:ada" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a logger that throws fails no request", async () => {
  const broken = (): never => {
    throw new Error("the log is full");
  };
  await using world = await createWorld({
    service: { logger: { info: broken, warn: broken, error: broken } },
  });
  const { topup_id } = world.host.addTopup();
  const checkout = await world.create(topup_id);
  await world.dodo.pay(checkout.provider_session_id, { overrides: { total_amount: 1 } });
  const [attempt] = await world.dodo.deliver();
  expect(attempt?.status).toBe(200);
  expect(await world.only(topup_id)).toMatchObject({ status: "held" });
});
