import {
  APIConnectionError,
  APIConnectionTimeoutError,
  InternalServerError,
  RateLimitError,
} from "dodopayments";
import { expect, test } from "vitest";
import { createBench, openSession, topup } from "../../test/bench.ts";

test("fail answers in Dodo's form for so many requests, then all is well", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.fail = {
    status: 429,
    code: "TOO_MANY_REQUESTS",
    message: "slow down",
    headers: { "retry-after": "1" },
    count: 2,
  };
  await expect(openSession(sdk)).rejects.toBeInstanceOf(RateLimitError);
  await expect(openSession(sdk)).rejects.toMatchObject({
    error: { code: "TOO_MANY_REQUESTS", message: "slow down" },
  });
  await expect(openSession(sdk)).resolves.toMatch(/^cks_/);
  expect(dodo.requests.map((request) => request.status)).toEqual([429, 429, 200]);
});

test("fail without a count lasts until it is removed, and does no work", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.fail = { status: 503 };
  for (let i = 0; i < 3; i += 1)
    await expect(openSession(sdk)).rejects.toBeInstanceOf(InternalServerError);
  dodo.faults.api.fail = undefined;
  await expect(openSession(sdk)).resolves.toMatch(/^cks_/);
});

test("fail can be limited to a path and a method, and can answer a raw page", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.fail = {
    status: 502,
    body: "<h1>Bad gateway</h1>",
    path: /^\/checkouts/g,
    method: "post",
  };
  await expect(sdk.products.retrieve("pdt_topup")).resolves.toBeDefined();
  await expect(openSession(sdk)).rejects.toMatchObject({
    status: 502,
    message: expect.stringContaining("<h1>"),
  });
  await expect(openSession(sdk)).rejects.toMatchObject({ status: 502 });
  await expect(sdk.checkoutSessions.retrieve("cks_1")).rejects.toMatchObject({ status: 404 });
});

test("hang does not answer until the caller aborts", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.hang = 1;
  await expect(sdk.checkoutSessions.create(topup(), { timeout: 30 })).rejects.toBeInstanceOf(
    APIConnectionTimeoutError,
  );
  expect(dodo.requests.at(-1)?.status).toBeNull();
  await expect(openSession(sdk)).resolves.toMatch(/^cks_/);
});

test("a request that hangs is aborted when the emulator is closed", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.hang = 1;
  const hanging = expect(openSession(sdk)).rejects.toBeInstanceOf(APIConnectionError);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await dodo.close();
  await hanging;
});

test("delay_ms holds back the answer and the work", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
  dodo.faults.api.delay_ms = 60;
  const begun = performance.now();
  const refunded = sdk.refunds.create({ payment_id });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([dodo.requests.at(-1)?.path, dodo.deliveries]).toEqual(["/refunds", []]);
  await refunded;
  expect(performance.now() - begun).toBeGreaterThan(50);
  expect(dodo.deliveries).toHaveLength(1);
});

test("drop_after_commit does the work and breaks the connection, for POSTs only", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.drop_after_commit = 1;
  await sdk.products.retrieve("pdt_topup");
  await expect(openSession(sdk)).rejects.toBeInstanceOf(APIConnectionError);
  await expect(openSession(sdk)).resolves.toMatch(/^cks_/);
  expect(dodo.requests.map((request) => request.status)).toEqual([200, null, 200]);
});

test("the SDK's retry after a dropped connection leaves two sessions", async () => {
  const { dodo, sdk } = createBench();
  const ids: unknown[] = [];
  dodo.faults.api.transform = (_, body) => {
    ids.push(Object(body)["session_id"]);
    return body;
  };
  dodo.faults.api.drop_after_commit = 1;
  const kept = await sdk.checkoutSessions.create(topup(), { maxRetries: 1 });
  expect(ids).toEqual([expect.any(String), kept.session_id]);
  for (const id of ids) expect(await dodo.pay(String(id))).toMatchObject({ status: "succeeded" });
});

test("only selects the requests that hang and break", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.only = { path: /^\/products/, method: "GET" };
  dodo.faults.api.drop_after_commit = 1;
  await openSession(sdk);
  await expect(sdk.products.retrieve("pdt_topup")).rejects.toBeInstanceOf(APIConnectionError);
});

test("transform edits what is answered, not errors", async () => {
  const { dodo, sdk } = createBench();
  dodo.faults.api.transform = (path, body) =>
    path === "/checkouts" ? { ...Object(body), checkout_url: "https://evil.example/" } : {};
  expect(await sdk.checkoutSessions.create(topup())).toMatchObject({
    checkout_url: "https://evil.example/",
  });
  expect(await sdk.products.retrieve("pdt_topup")).toEqual({});
  await expect(sdk.payments.retrieve("pay_1")).rejects.toMatchObject({
    error: { code: "NOT_FOUND" },
  });
});

test("a transform that gives a promise holds back the answer, not the work: a webhook can overtake it", async () => {
  const { dodo, sdk, received } = createBench();
  dodo.faults.api.transform = async (_, body) => {
    await dodo.pay(String(Object(body)["session_id"]));
    await dodo.deliver();
    return { ...Object(body), checkout_url: `after ${received.length}` };
  };
  expect(await sdk.checkoutSessions.create(topup())).toMatchObject({ checkout_url: "after 1" });
});

test("requests are recorded without the key", async () => {
  const { clock, dodo, sdk } = createBench();
  await openSession(sdk);
  await sdk.payments.list({ page_size: 3 });
  expect(dodo.requests).toMatchObject([
    {
      method: "POST",
      path: "/checkouts",
      query: {},
      body: topup(),
      at: clock.now(),
      status: 200,
      headers: { authorization: "Bearer ***" },
    },
    { method: "GET", path: "/payments", query: { page_size: "3" }, body: null, status: 200 },
  ]);
  expect(JSON.stringify(dodo.requests)).not.toContain(dodo.api_key);
});
