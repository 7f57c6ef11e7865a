import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { createBench } from "../../test/bench.ts";

const url = "http://other.test/hook";

describe("POST /webhooks answers", () => {
  test("with every field of the API reference, and defaults", async () => {
    const bench = createBench();
    const { status, body } = await call(bench, "POST", "/webhooks", { url });
    expect([status, body]).toEqual([
      200,
      {
        id: expect.stringMatching(/^whk_\w{21}$/),
        url,
        description: "",
        disabled: false,
        filter_types: null,
        metadata: {},
        rate_limit: null,
        created_at: "2026-11-23T08:00:00.000000Z",
        updated_at: "2026-11-23T08:00:00.000000Z",
      },
    ]);
  });

  test.each([
    [{ description: "Mine" }],
    [{ disabled: true }],
    [{ filter_types: ["payment.succeeded", "refund.failed"] }],
    [{ filter_types: [] }],
    [{ metadata: { team: "a" } }],
    [{ rate_limit: 10 }],
    [{ url: "https://shop.test/?a=1" }],
  ])("to %j with the same", async (fields) => {
    const bench = createBench();
    const { body } = await call(bench, "POST", "/webhooks", { url, ...fields });
    expect(body).toMatchObject(fields);
    expect((await call(bench, "GET", `/webhooks/${body.id}`)).body).toEqual(body);
  });

  test.each([
    [{ url: undefined }, "url is missing"],
    [{ url: null }, "url is missing"],
    [{ url: 7 }, "url must be a string"],
    [{ url: "" }, "url must be an http or https URL"],
    [{ url: "ftp://a.b" }, "url must be an http or https URL"],
    [{ url: "http://" }, "url must be an http or https URL"],
    [{ url: "javascript:alert(1)" }, "url must be an http or https URL"],
    [{ description: 7 }, "description must be a string"],
    [{ disabled: "no" }, "disabled must be true or false"],
    [{ filter_types: "all" }, "filter_types must be a list of strings"],
    [{ filter_types: [7] }, "filter_types must be a list of strings"],
    [{ metadata: { a: 7 } }, "metadata.a must be a string"],
    [{ metadata: [] }, "metadata must be an object"],
    [{ headers: { a: null } }, "headers.a must be a string"],
    [{ headers: "x" }, "headers must be an object"],
    [{ rate_limit: "7" }, "rate_limit must be a 32-bit integer"],
    [{ rate_limit: 1.5 }, "rate_limit must be a 32-bit integer"],
  ])("to %j with a 422, and creates none: %s", async (fields, message) => {
    const bench = createBench();
    const { status, body } = await call(bench, "POST", "/webhooks", { url, ...fields });
    expect([status, body]).toEqual([422, { code: "INVALID_REQUEST_BODY", message }]);
    expect((await bench.sdk.webhooks.list()).data).toHaveLength(1);
  });

  test("with a secret of its own each time, of the form that Dodo's have", async () => {
    const { dodo, sdk } = createBench();
    const secrets = [dodo.webhook_key];
    for (let i = 0; i < 3; i += 1)
      secrets.push(
        (await sdk.webhooks.retrieveSecret((await sdk.webhooks.create({ url })).id)).secret,
      );
    expect(new Set(secrets).size).toBe(4);
    for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/);
  });
});

describe("PATCH /webhooks/{id}", () => {
  const before = {
    description: "Mine",
    disabled: true,
    filter_types: ["refund.failed"],
    metadata: { team: "a" },
    rate_limit: 10,
  };
  test.each([
    [{}, {}],
    [{ description: "Yours" }, { description: "Yours" }],
    [{ description: null, disabled: null, metadata: null, url: null }, {}],
    [{ disabled: false }, { disabled: false }],
    [{ filter_types: null }, { filter_types: null }],
    [{ rate_limit: null }, { rate_limit: null }],
    [{ metadata: {} }, { metadata: {} }],
    [{ url: "http://new.test/" }, { url: "http://new.test/" }],
    [{ description: "" }, { description: "" }],
  ])("with %j changes %j, and the time", async (changes, expected) => {
    const bench = createBench();
    const { body } = await call(bench, "POST", "/webhooks", { url, ...before });
    bench.clock.advance(1000);
    const { status, body: after } = await call(bench, "PATCH", `/webhooks/${body.id}`, changes);
    expect([status, after]).toEqual([
      200,
      { ...body, ...expected, updated_at: "2026-11-23T08:00:01.000000Z" },
    ]);
  });

  test.each([[{ url: "no" }], [{ disabled: 1 }], [{ filter_types: {} }]])(
    "with %j is a 422 and changes nothing",
    async (changes) => {
      const bench = createBench();
      const { body } = await call(bench, "POST", "/webhooks", { url, ...before });
      expect(
        (await call(bench, "PATCH", `/webhooks/${body.id}`, { description: "Yours", ...changes }))
          .status,
      ).toBe(422);
      expect((await call(bench, "GET", `/webhooks/${body.id}`)).body).toEqual(body);
    },
  );
});

describe("DELETE /webhooks/{id}", () => {
  test("is a 204 without a body, and then a 404", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url });
    expect(await call(bench, "DELETE", `/webhooks/${id}`)).toMatchObject({
      status: 204,
      body: null,
    });
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["DELETE", ""],
      ["GET", "/secret"],
      ["GET", "/headers"],
      ["PATCH", "/headers"],
    ] as const)
      expect(
        (await call(bench, method, `/webhooks/${id}${path}`, method === "PATCH" ? {} : undefined))
          .status,
      ).toBe(404);
  });
});

describe("the headers of an endpoint", () => {
  test.each([
    [{}, { a: "1" }],
    [{ b: "2" }, { a: "1", b: "2" }],
    [{ a: "9" }, { a: "9" }],
    [{ a: "" }, { a: "" }],
  ])("patched with %j are %j", async (headers, expected) => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url, headers: { a: "1" } });
    expect((await call(bench, "PATCH", `/webhooks/${id}/headers`, { headers })).status).toBe(204);
    expect((await call(bench, "GET", `/webhooks/${id}/headers`)).body).toEqual({
      headers: expected,
      sensitive: [],
    });
  });

  test.each([
    [{ headers: { a: 1 } }, "headers.a must be a string"],
    [{ headers: [] }, "headers must be an object"],
  ])("are not patched with %j", async (body, message) => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url, headers: { a: "1" } });
    expect(await call(bench, "PATCH", `/webhooks/${id}/headers`, body)).toMatchObject({
      status: 422,
      body: { message },
    });
    expect((await call(bench, "GET", `/webhooks/${id}/headers`)).body.headers).toEqual({ a: "1" });
  });
});

describe("GET /webhooks", () => {
  test("continues after the iterator, and ends with done", async () => {
    const bench = createBench();
    for (let i = 0; i < 3; i += 1) await bench.sdk.webhooks.create({ url: `${url}/${i}` });
    const seen: string[] = [];
    let iterator = "";
    for (let page = 0; page < 4; page += 1) {
      const { body } = await call(
        bench,
        "GET",
        `/webhooks?limit=1${iterator === "" ? "" : `&iterator=${iterator}`}`,
      );
      seen.push(...body.data.map((endpoint: { url: string }) => endpoint.url));
      expect([body.done, body.iterator === ""]).toEqual([page === 3, page === 3]);
      iterator = body.iterator;
    }
    expect(seen).toEqual(["http://shop.test/webhook", `${url}/0`, `${url}/1`, `${url}/2`]);
  });

  test.each([
    ["iterator=whk_unknown", "the iterator is not one of this list"],
    ["limit=x", "limit must be a whole number"],
  ])("?%s is refused: %s", async (query, message) => {
    expect(await call(createBench(), "GET", `/webhooks?${query}`)).toMatchObject({
      status: 422,
      body: { code: "INVALID_REQUEST_PARAMETERS", message },
    });
  });
});

test("a rotation shows its newest key as the secret", async () => {
  const keys = [
    "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=",
    "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLTAwMDE=",
  ];
  const { sdk } = createBench({ webhook_key: keys });
  const [endpoint] = (await sdk.webhooks.list()).data;
  expect(await sdk.webhooks.retrieveSecret(endpoint?.id ?? "")).toEqual({ secret: keys[0] });
});
