import { describe, expect, test } from "vitest";
import { BASE, createWorld, ORIGIN, type World } from "../../test/world.ts";
import { readBody } from "./body.ts";

const MOST = 256 * 1_024;

interface Stream {
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  cancelled: () => boolean;
  chunks: () => number;
}

/**
 * Makes a body that sends `chunk` for ever, once per pull and after a pause. Its clean-up may hang.
 */
function sender(chunk: Uint8Array<ArrayBuffer>, pause_ms: number, hangs = false): Stream {
  let cancelled = false;
  let chunks = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, pause_ms));
      if (cancelled) return;
      chunks += 1;
      controller.enqueue(chunk);
    },
    async cancel() {
      cancelled = true;
      if (hangs) await new Promise(() => undefined);
    },
  });
  return { stream, cancelled: () => cancelled, chunks: () => chunks };
}

async function post(
  world: World,
  path: string,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  const init = {
    method: "POST",
    body,
    duplex: "half",
    headers: { "content-type": "application/json", authorization: "Bearer user:ada", ...headers },
  };
  return await world.payment.fetch(new Request(BASE + path, init));
}

async function expectCode(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, await response.json()]).toEqual([
    status,
    { code, error: expect.stringMatching(/^The body .+\.$/), request_id: expect.any(String) },
  ]);
}

describe.each(["/webhook", "/checkout/create", "/payments/release"])(
  "a body that is too large for %s",
  (path) => {
    test("[V10] 257 KiB is 413, 256 KiB is read", async () => {
      await using world = await createWorld({});
      await expectCode(await post(world, path, "a".repeat(257 * 1_024)), 413, "body_too_large");
      await expectCode(await post(world, path, "a".repeat(MOST + 1)), 413, "body_too_large");
      expect((await post(world, path, "a".repeat(MOST))).status).not.toBe(413);
    });

    test("[V10] an endless chunked body is 413 and its reader is cancelled", async () => {
      await using world = await createWorld({});
      const endless = sender(new Uint8Array(16 * 1_024).fill(97), 0);
      await expectCode(await post(world, path, endless.stream), 413, "body_too_large");
      expect(endless.cancelled()).toBe(true);
      expect(endless.chunks()).toBeLessThanOrEqual(MOST / (16 * 1_024) + 2);
    });

    test("[V10] a content-length above the limit is 413 before anything is read", async () => {
      await using world = await createWorld({});
      const lying = sender(new TextEncoder().encode("{}"), 20);
      await expectCode(
        await post(world, path, lying.stream, { "content-length": String(MOST + 1) }),
        413,
        "body_too_large",
      );
      expect([lying.cancelled(), lying.chunks()]).toEqual([true, 0]);
    });

    test("[V10] a content-length that is too small or no number does not let a large body in", async () => {
      await using world = await createWorld({});
      for (const length of ["2", "-1", "abc", "1e1", "0x10"]) {
        await expectCode(
          await post(world, path, "a".repeat(MOST + 1), { "content-length": length }),
          413,
          "body_too_large",
        );
      }
    });
  },
);

test("[V10] a sender whose clean-up hangs does not delay the answer", async () => {
  await using world = await createWorld({});
  const large = new Uint8Array(MOST + 1);
  await expectCode(
    await post(world, "/webhook", sender(large, 0, true).stream),
    413,
    "body_too_large",
  );
  await expectCode(
    await post(world, "/webhook", sender(large, 0, true).stream, {
      "content-length": String(MOST + 1),
    }),
    413,
    "body_too_large",
  );
});

test("[V10] a sender that breaks off is 400, not 500", async () => {
  await using world = await createWorld({});
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.error(new Error("secret of the socket")),
  });
  const response = await post(world, "/webhook", broken);
  expect([response.status, await response.json()]).toEqual([
    400,
    expect.objectContaining({
      code: "invalid_request",
      error: "The body could not be read to its end.",
    }),
  ]);
});

test("[V10] a POST without a body is an empty one", async () => {
  await using world = await createWorld({ signed: false });
  const response = await world.payment.fetch(
    new Request(`${BASE}/webhook`, { method: "POST", headers: { origin: ORIGIN } }),
  );
  expect([response.status, await response.json()]).toEqual([
    400,
    expect.objectContaining({ code: "invalid_json" }),
  ]);
});

const FIX =
  "The body was read before this handler saw it; mount the payment routes before any body parser.";

describe.each([
  ["content-length", "7"],
  ["transfer-encoding", "chunked"],
  ["transfer-encoding", "gzip, chunked"],
])("a body that `%s: %s` announces", (name, value) => {
  test.each([
    ["/webhook", 503],
    ["/checkout/create", 500],
  ])("[F33] [V08] and that is empty or missing was read before %s got it", async (path, status) => {
    await using world = await createWorld({});
    const drained = new ReadableStream({ start: (controller) => controller.close() });
    for (const body of [drained, null]) {
      const response = await post(world, path, body, { [name]: value });
      expect([response.status, await response.json()]).toEqual([
        status,
        expect.objectContaining({ code: "configuration", error: FIX }),
      ]);
    }
  });
});

test.each([
  ["transfer-encoding", "chunked", "warning"],
  ["content-length", "7", "error"],
])(
  "[V08] an empty body with `%s: %s` is a finding with the level %s: anyone can send no chunks",
  async (name, value, level) => {
    await using world = await createWorld({});
    const empty = new ReadableStream({ start: (controller) => controller.close() });
    await post(world, "/webhook", empty, { [name]: value });
    const { ok, findings } = await world.payment.check();
    expect(findings.filter(({ code }) => code === "configuration")).toMatchObject([
      { level, message: expect.stringContaining(FIX) },
    ]);
    expect(ok).toBe(level === "warning");
  },
);

test("[V08] a body that something is reading is one that was read before", async () => {
  await using world = await createWorld({});
  const request = new Request(`${BASE}/webhook`, { method: "POST", body: "{}" });
  request.body?.getReader();
  const response = await world.payment.fetch(request);
  expect([response.status, await response.json()]).toEqual([
    503,
    expect.objectContaining({ code: "configuration", error: FIX }),
  ]);
});

test("[V10] a body has three seconds", async () => {
  const waited: number[] = [];
  const init = { method: "POST", body: new ReadableStream<Uint8Array>(), duplex: "half" };
  await expect(
    readBody(new Request("http://localhost/", init), async (ms) => void waited.push(ms)),
  ).rejects.toMatchObject({ code: "body_timeout" });
  expect(waited).toEqual([3_000]);
});

describe("on the real clock", () => {
  test.each([
    ["one byte a second", 1_000, false],
    ["nothing at all", 60_000, false],
    ["a byte every 10 ms", 10, false],
    ["nothing, with a clean-up that hangs", 60_000, true],
  ])(
    "[V10] a sender of %s is 408 within the deadline and cancelled",
    { concurrent: true },
    async (_, pause_ms, hangs) => {
      await using world = await createWorld({});
      const slow = sender(new TextEncoder().encode("a"), pause_ms, hangs);
      const gave_up = new Promise<"gave up">((resolve) => setTimeout(resolve, 6_000, "gave up"));
      const response = await Promise.race([
        post(world, "/webhook", slow.stream, { "content-length": "10" }),
        gave_up,
      ]);
      if (response === "gave up") throw new Error("no answer within twice the deadline");
      await expectCode(response, 408, "body_timeout");
      expect(slow.cancelled()).toBe(true);
    },
  );
});

test("[V10] an endless run of empty chunks ends in 413 and the reader is cancelled", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array()),
    cancel: () => {
      cancelled = true;
    },
  });
  const init = { method: "POST", body, duplex: "half" };
  await expect(
    readBody(
      new Request("http://localhost/", init),
      async () => await new Promise(() => undefined),
    ),
  ).rejects.toMatchObject({ code: "body_too_large" });
  expect(cancelled).toBe(true);
});
