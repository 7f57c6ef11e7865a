import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { createReferenceBench as createBench, sdkFor, topup } from "../../test/bench.ts";

/** Every route of the API, with a body that the emulator accepts where one is needed. */
const routes: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ["POST", "/checkouts", topup()],
  ["POST", "/checkouts/preview", topup()],
  ["GET", "/checkouts/cks_unknown"],
  ["GET", "/payments"],
  ["GET", "/payments/pay_unknown"],
  ["GET", "/payments/pay_unknown/line-items"],
  ["POST", "/refunds", { payment_id: "pay_unknown" }],
  ["GET", "/refunds"],
  ["GET", "/refunds/ref_unknown"],
  ["GET", "/disputes"],
  ["GET", "/disputes/dsp_unknown"],
  ["GET", "/products/pdt_unknown"],
  ["POST", "/webhooks", { url: "http://shop.test/" }],
  ["GET", "/webhooks"],
  ["GET", "/webhooks/whk_unknown"],
  ["PATCH", "/webhooks/whk_unknown", {}],
  ["DELETE", "/webhooks/whk_unknown"],
  ["GET", "/webhooks/whk_unknown/secret"],
  ["GET", "/webhooks/whk_unknown/headers"],
  ["PATCH", "/webhooks/whk_unknown/headers", { headers: {} }],
];

describe.each(routes.map(([method, path, body]) => ({ method, path, body })))(
  "$method $path",
  ({ method, path, body }) => {
    test("without the key is a 401 without details", async () => {
      const answer = await call(createBench(), method, path, body, {});
      expect([answer.status, answer.body]).toEqual([
        401,
        { code: "UNAUTHORIZED", message: "missing or wrong API key" },
      ]);
    });

    test("with the key is answered", async () => {
      const { status, body: answer } = await call(createBench(), method, path, body);
      expect(status).toBe(
        path.includes("unknown") || (path === "/refunds" && method === "POST") ? 404 : 200,
      );
      if (status === 404)
        expect(answer).toEqual({
          code: "NOT_FOUND",
          message: expect.stringMatching(/_unknown not found$/),
        });
    });

    test(`with a key without write access is ${method === "GET" ? "answered" : "a 403 that changes nothing"}`, async () => {
      const bench = createBench({ read_only_api_key: "dodo_test_reader" });
      const { status, body: answer } = await call(bench, method, path, body, {
        authorization: "Bearer dodo_test_reader",
      });
      if (method === "GET") expect(status).toBe(path.includes("unknown") ? 404 : 200);
      else
        expect([status, answer]).toEqual([
          403,
          { code: "UNAUTHORIZED", message: "this API key has no write access" },
        ]);
      expect((await bench.sdk.webhooks.list()).data).toHaveLength(1);
    });
  },
);

describe("the header", () => {
  test.each([
    ["Bearer dodo_test_emulator", 200],
    ["bearer dodo_test_emulator", 401],
    ["dodo_test_emulator", 401],
    ["Basic dodo_test_emulator", 401],
    ["Bearer", 401],
    ["Bearer dodo_test_emulator2", 401],
    ["Bearer dodo_test_emulato", 401],
    ["Bearer DODO_TEST_EMULATOR", 401],
    ["Bearer null", 401],
    ["Bearer undefined", 401],
  ])("%j is answered with %i", async (authorization, status) => {
    expect(
      (await call(createBench(), "GET", "/payments", undefined, { authorization })).status,
    ).toBe(status);
  });

  test("names the key of the options", async () => {
    const bench = createBench({ api_key: "mine" });
    expect(bench.dodo.api_key).toBe("mine");
    expect((await call(bench, "GET", "/payments")).status).toBe(200);
    expect(
      (
        await call(bench, "GET", "/payments", undefined, {
          authorization: "Bearer dodo_test_emulator",
        })
      ).status,
    ).toBe(401);
  });

  test("is not needed for the checkout page", async () => {
    const bench = createBench();
    const { session_id } = await bench.sdk.checkoutSessions.create(topup());
    expect(
      (await bench.dodo.fetch(new Request(`${bench.dodo.url}/session/${session_id}`))).status,
    ).toBe(200);
  });
});

describe("a live key", () => {
  test.each(["dodo_live_", "dodo_live_abc"])(
    "%s is refused with a sentence of its own, and is not repeated",
    async (key) => {
      const { status, body } = await call(createBench(), "GET", "/payments", undefined, {
        authorization: `Bearer ${key}`,
      });
      expect([status, body.code]).toEqual([401, "UNAUTHORIZED"]);
      expect(body.message).toContain("this is a live key and this is the emulator");
      expect(JSON.stringify(body)).not.toContain(key);
    },
  );

  test("is not kept in the list of requests", async () => {
    const { dodo } = createBench();
    await sdkFor(dodo, "dodo_live_secret")
      .payments.list()
      .catch(() => null);
    expect(dodo.requests).toHaveLength(1);
    expect(JSON.stringify(dodo.requests)).not.toContain("dodo_live_secret");
  });
});

describe("a route that is not there", () => {
  test.each([
    ["GET", "/Payments"],
    ["GET", "/checkout"],
    ["GET", "/favicon.ico"],
  ])("such as %s %s is a 404 in Dodo's form", async (method, path) => {
    const { status, body } = await call(createBench(), method, path);
    expect([status, body]).toEqual([
      404,
      { code: "NOT_FOUND", message: `${method} ${path} not found` },
    ]);
  });

  test.each([
    ["GET", "/checkouts"],
    ["DELETE", "/checkouts/cks_1"],
    ["PUT", "/checkouts"],
    ["POST", "/payments"],
    ["DELETE", "/payments/pay_1"],
    ["GET", "/refunds/a/b"],
    ["POST", "/disputes"],
    ["PATCH", "/products/pdt_topup"],
    ["PUT", "/webhooks/whk_1"],
    ["DELETE", "/webhooks"],
    ["GET", "/payments/"],
    ["POST", "/subscriptions"],
    ["GET", "/customers/cus_1/wallets"],
    ["GET", "/payouts"],
  ])(
    "but is one of Dodo's resources, such as %s %s, is a 501 that names it",
    async (method, path) => {
      const { status, body, headers } = await call(
        createBench(),
        method,
        path,
        method === "GET" ? undefined : {},
      );
      expect([status, body]).toEqual([
        501,
        {
          code: "NOT_EMULATED",
          message: `${method} ${path} is not emulated: this is the local Dodo`,
        },
      ]);
      expect(headers.get("x-should-retry")).toBe("false");
    },
  );
});

describe("an id in the path", () => {
  test("is decoded", async () => {
    const bench = createBench();
    bench.dodo.putPayment({ payment_id: "pay/ä 1", status: "succeeded" });
    expect(
      (await call(bench, "GET", `/payments/${encodeURIComponent("pay/ä 1")}`)).body,
    ).toMatchObject({ payment_id: "pay/ä 1" });
  });

  test.each(["%", "%E0%A4%A", "%zz"])("that is not valid, such as %s, is a 400", async (id) => {
    const { status, body } = await call(createBench(), "GET", `/payments/${id}`);
    expect([status, body]).toEqual([
      400,
      { code: "INVALID_REQUEST_PARAMETERS", message: "the id is not a valid path part" },
    ]);
  });

  test.each(["__proto__", "constructor", "toString"])(
    "such as %s is an unknown one like any other",
    async (id) => {
      for (const path of ["checkouts", "payments", "refunds", "disputes", "products", "webhooks"])
        expect((await call(createBench(), "GET", `/${path}/${id}`)).status).toBe(404);
    },
  );
});
