import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { apiRequest, createBench, openSession } from "../../test/bench.ts";

/** Everything a paged list of the SDK gives, page after page. */
async function all<Entry>(list: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of list) entries.push(entry);
  return entries;
}

const present = { clock: { now: (): number => Date.now() } };

test("each endpoint gets every event once, under one id, signed with its own secret", async () => {
  const { dodo, sdk, received } = createBench(present);
  const { id } = await sdk.webhooks.create({
    url: "http://other.test/hook",
    headers: { "x-shop": "7" },
  });
  const { secret } = await sdk.webhooks.retrieveSecret(id);
  expect(secret).not.toBe(dodo.webhook_key);
  await dodo.pay(await openSession(sdk));
  await dodo.deliver();
  expect(received).toHaveLength(2);
  const [first, second] = received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.headers["x-shop"]).toBe("7");
  expect(
    new Webhook(dodo.webhook_key).verify(first?.body ?? "", first?.headers ?? {}),
  ).toBeDefined();
  expect(new Webhook(secret).verify(second?.body ?? "", second?.headers ?? {})).toBeDefined();
  expect(() => new Webhook(secret).verify(first?.body ?? "", first?.headers ?? {})).toThrow();
});

test("the configured endpoint is one of them, with its own secret", async () => {
  const { dodo, sdk } = createBench();
  const { data } = await sdk.webhooks.list();
  expect(data).toMatchObject([{ url: "http://shop.test/webhook", disabled: false }]);
  expect(await sdk.webhooks.retrieveSecret(data[0]?.id ?? "")).toEqual({
    secret: dodo.webhook_key,
  });
});

test("an endpoint receives only the types of its filter, and none while it is disabled", async () => {
  const { dodo, sdk, received } = createBench();
  const { id } = await sdk.webhooks.create({
    url: "http://refunds.test/",
    filter_types: ["refund.succeeded"],
  });
  const { payment_id } = await dodo.pay(await openSession(sdk));
  await dodo.refund(payment_id, { amount: 1 });
  expect(
    dodo.deliveries
      .filter((delivery) => delivery.endpoint_id === id)
      .map((delivery) => delivery.type),
  ).toEqual(["refund.succeeded"]);
  expect(await sdk.webhooks.update(id, { disabled: true })).toMatchObject({ id, disabled: true });
  await dodo.refund(payment_id, { amount: 1 });
  expect(dodo.deliveries.filter((delivery) => delivery.endpoint_id === id)).toHaveLength(1);
  await dodo.deliverAll();
  expect(received).toHaveLength(3);
});

test("update changes what is given, and what waits goes to the new address", async () => {
  const { dodo, sdk, received } = createBench();
  const { id } = await sdk.webhooks.create({
    url: "http://old.test/",
    description: "mine",
    metadata: { team: "a" },
  });
  await dodo.pay(await openSession(sdk));
  await sdk.webhooks.update(id, { url: "http://new.test/" });
  expect(await sdk.webhooks.retrieve(id)).toMatchObject({
    url: "http://new.test/",
    description: "mine",
    metadata: { team: "a" },
  });
  expect(await dodo.deliver()).toHaveLength(2);
  expect(received.map(({ url }) => url)).toEqual(["http://shop.test/webhook", "http://new.test/"]);
});

test("headers can be read and changed", async () => {
  const { sdk } = createBench();
  const { id } = await sdk.webhooks.create({ url: "http://shop.test/2", headers: { a: "1" } });
  await sdk.webhooks.headers.update(id, { headers: { b: "2" } });
  expect(await sdk.webhooks.headers.retrieve(id)).toEqual({
    headers: { a: "1", b: "2" },
    sensitive: [],
  });
});

test("a deleted endpoint gets nothing more; the configured one only loses its address", async () => {
  const { dodo, sdk, received } = createBench();
  const { id } = await sdk.webhooks.create({ url: "http://shop.test/2" });
  const [configured] = (await sdk.webhooks.list()).data;
  await dodo.pay(await openSession(sdk));
  await sdk.webhooks.delete(id);
  await sdk.webhooks.delete(configured?.id ?? "");
  expect([dodo.webhook_url, await dodo.deliverAll(), received]).toEqual([null, [], []]);
  await expect(sdk.webhooks.retrieve(id)).rejects.toMatchObject({ status: 404 });
  dodo.webhook_url = "http://shop.test/webhook";
  expect(await dodo.deliver()).toHaveLength(1);
});

test("with an endpoint of the API and no webhook_url, nothing waits for one", async () => {
  const { dodo, sdk } = createBench();
  dodo.webhook_url = null;
  await sdk.webhooks.create({ url: "http://shop.test/2" });
  await dodo.pay(await openSession(sdk));
  expect(dodo.deliveries).toHaveLength(1);
  expect(await dodo.deliver()).toHaveLength(1);
});

test("reset forgets endpoints of the API and keeps the configured one", async () => {
  const { dodo, sdk } = createBench();
  await sdk.webhooks.create({ url: "http://shop.test/2" });
  dodo.reset();
  expect((await sdk.webhooks.list()).data).toMatchObject([{ url: "http://shop.test/webhook" }]);
});

test.each([
  {},
  { url: "ftp://shop.test" },
  { url: "no" },
  { url: 7 },
  { url: "http://a.b", filter_types: "all" },
  { url: "http://a.b", headers: { a: 1 } },
])("an endpoint like %j is 422", async (body) => {
  const { dodo } = createBench();
  const response = await dodo.fetch(
    apiRequest(dodo, "/webhooks", { method: "POST", body: JSON.stringify(body) }),
  );
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: "INVALID_REQUEST_BODY" });
});

test("webhooks.list goes through all its pages", async () => {
  const { sdk } = createBench();
  for (let i = 0; i < 4; i += 1) await sdk.webhooks.create({ url: `https://shop.test/${i}` });
  expect((await all(sdk.webhooks.list({ limit: 2 }))).map((webhook) => webhook.url)).toEqual([
    "http://shop.test/webhook",
    "https://shop.test/0",
    "https://shop.test/1",
    "https://shop.test/2",
    "https://shop.test/3",
  ]);
});
