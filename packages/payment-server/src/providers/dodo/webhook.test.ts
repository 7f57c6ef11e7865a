import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { keyOf, signature, signedHeaders } from "../../../test/signing.ts";
import {
  BASE,
  createWorld,
  START,
  STORAGES,
  type World,
  type WorldOptions,
} from "../../../test/world.ts";
import { dodoPaymentProvider } from "./index.ts";

const NOW = String(START / 1_000);

interface Paid {
  world: World;
  /** The delivery that is due for the payment, as Dodo would send it. */
  body: string;
}

/** A topup that was paid at Dodo and of which we have not heard. */
async function paid(options: WorldOptions = {}): Promise<Paid> {
  const world = await createWorld(options);
  const checkout = await world.create(world.host.addTopup().topup_id);
  const data = { payload_type: "Payment", ...(await world.dodo.pay(checkout.provider_session_id)) };
  return {
    world,
    body: JSON.stringify({
      business_id: world.dodo.business_id,
      type: "payment.succeeded",
      timestamp: data.created_at,
      data,
    }),
  };
}

async function post(
  world: World,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  return await world.payment.fetch(
    new Request(`${BASE}/webhook`, { method: "POST", headers, body }),
  );
}

async function expectRefused(world: World, response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    code: "invalid_signature",
    error: expect.stringContaining("check DODO_WEBHOOK_KEY"),
  });
  expect(await world.allEvents()).toEqual([]);
  expect(world.host.calls).toEqual([]);
}

/** Also for headers that no runtime lets through. */
class OddHeaders extends Headers {
  readonly #odd: Record<string, string>;

  constructor(odd: Record<string, string>) {
    super();
    this.#odd = odd;
  }

  override get(name: string): string | null {
    return this.#odd[name] ?? null;
  }
}

function readOdd(key: string, headers: Record<string, string>, body: string): unknown {
  const runtime = {
    env: () => undefined,
    clock: () => START,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return dodoPaymentProvider({ webhook_key: key })
    .create(runtime)
    .readDelivery(new OddHeaders(headers), new TextEncoder().encode(body));
}

test("[V02] the vector of Standard Webhooks has the signature it should", () => {
  const body = '{"test": 2432232314}';
  const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  const expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  expect(signature(key, id, "1614265330", body)).toBe(expected);
  const runtime = {
    env: () => undefined,
    clock: () => 1_614_265_330_000,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const provider = dodoPaymentProvider({ webhook_key: key }).create(runtime);
  const headers = new Headers({
    "webhook-id": id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": expected,
  });
  expect(provider.readDelivery(headers, new TextEncoder().encode(body))).toMatchObject({
    signed: true,
    event_id: `dodo:${id}`,
    type: "unknown",
  });
});

describe.each(STORAGES)("on %s", (storage) => {
  test("[V03] one flipped bit of the body is 401, and nothing happens", async () => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const bytes = new TextEncoder().encode(body);
    for (let bit = 0; bit < bytes.length * 8; bit += 61) {
      const flipped = bytes.slice();
      flipped.set([(bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
      const response = await world.payment.fetch(
        new Request(`${BASE}/webhook`, { method: "POST", headers, body: flipped }),
      );
      expect(response.status, `bit ${bit}`).toBe(401);
    }
    await expectRefused(world, await post(world, `${body} `, headers));
    expect(
      world.dodo.requests.filter(
        ({ method, path }) => method === "GET" && path.startsWith("/payments"),
      ),
    ).toEqual([]);
    expect((await post(world, body, headers)).status).toBe(200);
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[V03] one flipped bit of the id or of the timestamp is 401, and nothing happens", async () => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_abcXYZ019", NOW, body);
    for (const name of ["webhook-id", "webhook-timestamp"]) {
      const value = headers[name] ?? "";
      for (let at = 0; at < value.length; at += 1) {
        const flipped =
          value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ 1) + value.slice(at + 1);
        await expectRefused(world, await post(world, body, { ...headers, [name]: flipped }));
      }
    }
    expect((await post(world, body, headers)).status).toBe(200);
  });

  test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])(
    "[V03] a delivery without %s is 401",
    async (name) => {
      const { world, body } = await paid({ storage });
      await using _ = world;
      const headers = Object.entries(
        signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body),
      ).filter(([key]) => key !== name);
      await expectRefused(world, await post(world, body, Object.fromEntries(headers)));
    },
  );

  test.each([-299, 299, -300, 300])(
    "[V04] a delivery of %i s from now is accepted",
    async (offset) => {
      const { world, body } = await paid({ storage });
      await using _ = world;
      const response = await world.deliver(body, { timestamp: START / 1_000 + offset });
      expect([response.status, world.host.balance("ada")]).toEqual([200, 500]);
    },
  );

  test.each([-301, 301])("[V04] a delivery of %i s from now is 401", async (offset) => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    await expectRefused(world, await world.deliver(body, { timestamp: START / 1_000 + offset }));
  });

  test.each([
    `${NOW}abc`,
    `${NOW}.5`,
    `-${NOW}`,
    `+${NOW}`,
    `0${NOW}`,
    `${NOW}0000000000`,
    "1e9",
    "0x6a00",
    "",
    "NaN",
  ])("[V04] the timestamp %j is 401", async (timestamp) => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const { dodo } = world;
    await expectRefused(
      world,
      await post(world, body, signedHeaders(dodo.webhook_key, "msg_a", timestamp, body)),
    );
    // Signed over what a lenient reader would make of it.
    const lenient = signature(
      dodo.webhook_key,
      "msg_a",
      String(Number.parseInt(timestamp, 10)),
      body,
    );
    await expectRefused(
      world,
      await post(world, body, {
        ...signedHeaders(dodo.webhook_key, "msg_a", timestamp, body),
        "webhook-signature": lenient,
      }),
    );
  });

  test.each(["msg_a.1", "msg a", "msg_a,msg_b", "m".repeat(129), "msg_é", "msg_a;"])(
    "[V05] the id %j is 401",
    async (id) => {
      const { world, body } = await paid({ storage });
      await using _ = world;
      await expectRefused(
        world,
        await post(world, body, signedHeaders(world.dodo.webhook_key, id, NOW, body)),
      );
    },
  );

  test("[V05] an id sent twice is 401, one of 128 characters is accepted", async () => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const headers = new Headers(signedHeaders(world.dodo.webhook_key, "msg_a, msg_b", NOW, body));
    headers.set("webhook-id", "msg_a");
    headers.append("webhook-id", "msg_b");
    await expectRefused(
      world,
      await world.payment.fetch(new Request(`${BASE}/webhook`, { method: "POST", headers, body })),
    );
    expect(
      (await post(world, body, signedHeaders(world.dodo.webhook_key, "m".repeat(128), NOW, body)))
        .status,
    ).toBe(200);
  });

  test("[V06] with two keys either signature or both are accepted; without the old key it is 401", async () => {
    const { world, body } = await paid({
      storage,
      provider: { webhook_key: `${keyOf(32, 1)} ${keyOf(32, 2)}` },
    });
    await using _ = world;
    const { api_key, url: api_base_url, fetch } = world.dodo;
    const renewed = world.secondService({
      providers: [dodoPaymentProvider({ webhook_key: keyOf(32, 2), api_key, api_base_url, fetch })],
    });
    await expectRefused(
      world,
      await world.deliver(body, { keys: [keyOf(32, 1)], service: renewed }),
    );
    await expectRefused(world, await world.deliver(body, { keys: [keyOf(32, 3)] }));
    for (const keys of [
      [keyOf(32, 1)],
      [keyOf(32, 2)],
      [keyOf(32, 1), keyOf(32, 2)],
      [keyOf(32, 3), keyOf(32, 2)],
    ]) {
      expect((await world.deliver(body, { keys, webhook_id: "msg_rotation" })).status).toBe(200);
    }
    expect(world.host.balance("ada")).toBe(500);
    expect(
      (
        await world.deliver(body, {
          keys: [keyOf(32, 2)],
          webhook_id: "msg_renewed",
          service: renewed,
        })
      ).status,
    ).toBe(200);
  });
});

describe("signatures", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("[V07] the right one among eight is found, one among nine is 401", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const junk = signature(keyOf(32), "msg_a", NOW, body);
    const among = (count: number): Record<string, string> => ({
      ...headers,
      "webhook-signature": `${`${junk} `.repeat(count)}${headers["webhook-signature"]}`,
    });
    await expectRefused(world, await post(world, body, among(8)));
    expect((await post(world, body, among(7))).status).toBe(200);
  });

  test("[V07] ten thousand of them cost no more work than one", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const sign = vi.spyOn(Webhook.prototype, "sign");
    await expectRefused(
      world,
      await post(world, body, {
        ...headers,
        "webhook-signature": Array.from(
          { length: 10_000 },
          () => headers["webhook-signature"],
        ).join(" "),
      }),
    );
    expect(sign).not.toHaveBeenCalled();
    const junk = ["A", "B", "C"].map((letter) => `v1,${letter.repeat(43)}=`).join(" ");
    await expectRefused(world, await post(world, body, { ...headers, "webhook-signature": junk }));
    expect(sign).toHaveBeenCalledTimes(1);
  });

  test("[V07] `v1a` only, `v1` without a comma, another version, another case or no version is 401", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const base64 = (headers["webhook-signature"] ?? "").slice("v1,".length);
    for (const odd of [
      `v1a,${base64}`,
      `v1${base64}`,
      `v2,${base64}`,
      `V1,${base64}`,
      base64,
      `v1,${base64.slice(0, -1)}`,
      `v1, ${base64}`,
      `v1,${base64}=`,
      "v1,",
      "",
    ]) {
      await expectRefused(world, await post(world, body, { ...headers, "webhook-signature": odd }));
    }
  });

  test("[V05] a newline in the id, and [V04] a space before the timestamp, are refused where a runtime lets them through", () => {
    const key = keyOf(32);
    const read = (id: string, timestamp: string): unknown =>
      readOdd(key, signedHeaders(key, id, timestamp, "{}"), "{}");
    expect(read("msg_a", NOW)).toMatchObject({ signed: true });
    for (const id of ["msg_a\nmsg_b", "msg_a\r\n", "\nmsg_a", "msg_a\u0000", "msg_a\n"])
      expect(() => read(id, NOW), JSON.stringify(id)).toThrow("signature");
    for (const timestamp of [
      ` ${NOW}`,
      `${NOW} `,
      `${NOW}\n`,
      "\u0661\u0667\u0669\u0665\u0664\u0662\u0665\u0667\u0666\u0660",
    ])
      expect(() => read("msg_a", timestamp), JSON.stringify(timestamp)).toThrow("signature");
  });
});
