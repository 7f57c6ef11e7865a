import { afterEach, describe, expect, test, vi } from "vitest";
import { signedHeaders } from "../../test/signing.ts";
import { BASE, createWorld, START, STORAGES, type World } from "../../test/world.ts";
import type { Storage } from "../core/storage.ts";

afterEach(() => void vi.restoreAllMocks());

/**
 * Returns the body of the delivery for a topup that was just paid, as text.
 */
async function paidBody(world: World): Promise<string> {
  const checkout = await world.create(world.host.addTopup().topup_id);
  const data = await world.dodo.pay(checkout.provider_session_id);
  return JSON.stringify({
    business_id: world.dodo.business_id,
    type: "payment.succeeded",
    timestamp: data.created_at,
    data,
  });
}

async function post(
  world: World,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Response> {
  return await world.payment.fetch(
    new Request(`${BASE}/webhook`, { method: "POST", headers, body }),
  );
}

/** Other texts of the same JSON, which a parser and a serializer would not reproduce. */
const SPELLINGS: readonly [string, (body: string) => string][] = [
  ["spaces and lines", (body) => ` \n${JSON.stringify(JSON.parse(body), null, 3)}\r\n `],
  ["1.0", (body) => body.replace('"retry_attempt":0', '"retry_attempt":1.0')],
  ["an escaped letter", (body) => body.replace('"Test Buyer"', '"T\\u00e9st \\/ Buyer"')],
  ["a letter that is not ASCII", (body) => ` ${body.replace('"Test Buyer"', '"Tést 💶 Buyer"')}`],
  ["a byte order mark", (body) => `\uFEFF${body}`],
  ["a field twice", (body) => body.replace('"type":', '"type":"payment.failed","type":')],
];

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test.each(SPELLINGS)(
      "[X9] a body with %s is verified over its bytes and credited",
      async (_, spell) => {
        await using world = await createWorld({ storage, service: { confirm } });
        const original = await paidBody(world);
        const body = spell(original);
        expect(body).not.toBe(original);
        expect(body).not.toBe(JSON.stringify(JSON.parse(body.replace("\uFEFF", ""))));
        const headers = signedHeaders(
          world.dodo.webhook_key,
          "msg_raw",
          String(START / 1_000),
          body,
        );
        const rewritten = await post(world, original, headers);
        expect([rewritten.status, world.host.balance("ada")]).toEqual([401, 0]);
        const response = await post(world, body, headers);
        expect(await response.json()).toMatchObject({
          received: true,
          event_id: "dodo:msg_raw",
          sync_status: "applied",
        });
        expect(world.host.ledger).toHaveLength(1);
      },
    );
  });

  test("[V08] bytes that are not UTF-8 are 401, also under the signature of what they would be read as", async () => {
    await using world = await createWorld({ storage });
    const headers = signedHeaders(
      world.dodo.webhook_key,
      "msg_a",
      String(START / 1_000),
      '{"type":"\uFFFD"}',
    );
    const body = new Uint8Array([
      ...new TextEncoder().encode('{"type":"'),
      0xff,
      ...new TextEncoder().encode('"}'),
    ]);
    expect((await post(world, body, headers)).status).toBe(401);
  });

  test("[V08] a body that a parser has read before us is a clear error with the fix", async () => {
    await using world = await createWorld({ storage });
    const body = await paidBody(world);
    const request = world.dodo.signedRequest(body, {
      timestamp: START / 1_000,
      url: `${BASE}/webhook`,
    });
    await request.json();
    const response = await world.payment.fetch(request);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await response.json()).toMatchObject({
      code: "configuration",
      error: expect.stringContaining("mount the payment routes before any body parser"),
    });
    expect((await world.deliver(body)).status).toBe(200);
  });

  test("[V08] so is one of which an adapter passes on an empty stream, and the log has the fix too", async () => {
    await using world = await createWorld({ storage });
    const empty = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.close(),
    });
    const { headers } = world.dodo.signedRequest("{}");
    headers.set("content-length", "2");
    const init = { method: "POST", headers, body: empty, duplex: "half" };
    const response = await world.payment.fetch(new Request(`${BASE}/webhook`, init));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      code: "configuration",
      error: expect.stringContaining("mount the payment routes before any body parser"),
    });
    expect(
      world.log.filter(
        (line) =>
          line.startsWith("The body was read before this handler saw it") &&
          line.includes("mount the payment routes before any body parser"),
      ),
    ).toHaveLength(1);
  });

  test.each(["not json", "", "[]", "null", '"text"', "1", '{"type":', "\uFEFF\uFEFF{}"])(
    "[V08] a signed body %j is 400 and nothing is written",
    async (body) => {
      await using world = await createWorld({ storage });
      const response = await world.deliver(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: "invalid_json",
        error: "The body must be a JSON object.",
      });
      expect(await world.allEvents()).toEqual([]);
    },
  );
});

describe.each(STORAGES)("an unsigned flood on %s", (storage) => {
  test("[V09] is parsed nowhere, reads nothing and writes nothing", async () => {
    const calls: string[] = [];
    await using world = await createWorld({ storage });
    const watched = world.secondService({ storage: watch(world.storage, calls) });
    const marked = `{"type":"payment.succeeded","flood":true}`;
    const parse = vi.spyOn(JSON, "parse");
    for (let at = 0; at < 500; at += 1) {
      const headers =
        at % 2 === 0
          ? {}
          : { ...signedHeaders(world.dodo.webhook_key, `msg_${at}`, String(START / 1_000), "{}") };
      const response = await watched.fetch(
        new Request(`${BASE}/webhook`, { method: "POST", headers, body: marked }),
      );
      expect(response.status).toBe(401);
    }
    expect(parse.mock.calls.filter(([text]) => text.includes("flood"))).toEqual([]);
    expect(calls).toEqual([]);
    expect(world.dodo.requests).toEqual([]);
    expect(world.log).toEqual([
      expect.stringMatching(/^This delivery has no usable .+ headers/),
      expect.stringMatching(/^The signature of this delivery is wrong/),
    ]);
  });

  test("[V09] the watch sees what a genuine delivery reads", async () => {
    const calls: string[] = [];
    await using world = await createWorld({ storage });
    await world.deliver(
      { type: "payment.succeeded" },
      { service: world.secondService({ storage: watch(world.storage, calls) }) },
    );
    expect(calls).toContain("recordEvent");
  });
});

describe("a mount that was set up wrongly", () => {
  test.each([["?provider=stripe"], ["?provider="]])(
    "[V08] %s is 400 with the fix",
    async (query) => {
      await using world = await createWorld({});
      const request = world.dodo.signedRequest("{}", {
        timestamp: START / 1_000,
        url: `${BASE}/webhook${query}`,
      });
      const response = await world.payment.fetch(request);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: "unknown_method",
        error: expect.stringContaining("?provider="),
      });
    },
  );
});

/** Wraps a storage and records the verbs that are called. */
function watch(storage: Storage, calls: string[]): Storage {
  return new Proxy(storage, {
    get(target, name) {
      const verb: unknown = Reflect.get(target, name);
      if (typeof verb !== "function") return verb;
      return (...given: unknown[]): unknown => {
        calls.push(String(name));
        return Reflect.apply(verb, target, given);
      };
    },
  });
}
