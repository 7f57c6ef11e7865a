// The cost of a body: the chunks that are read of it, the promises that each leaves behind, and the
// timer.
import { afterEach, describe, expect, test, vi } from "vitest";
import { BASE, createWorld } from "../../test/world.ts";
import { readBody } from "./body.ts";

const MAX_CHUNKS = 4_096;
type Bytes = Uint8Array<ArrayBuffer>;

interface Sender {
  request: Request;
  /** Returns how many chunks were read. */
  taken: () => number;
  cancelled: () => boolean;
}

/** Makes a request that sends `chunk` that many times, each when it is pulled. */
function sender(chunk: Bytes, times: number, headers: Record<string, string> = {}): Sender {
  let taken = 0;
  let cancelled = false;
  const body = new ReadableStream<Bytes>(
    {
      pull(controller) {
        if (taken === times) return controller.close();
        taken += 1;
        controller.enqueue(chunk);
      },
      cancel: () => void (cancelled = true),
    },
    { highWaterMark: 0 },
  );
  return { request: post(body, headers), taken: () => taken, cancelled: () => cancelled };
}

function post(body: ReadableStream<Bytes>, headers: Record<string, string> = {}): Request {
  const init = { method: "POST", body, duplex: "half", headers };
  return new Request(`${BASE}/webhook`, init);
}

/**
 * Makes a request whose body has this reader, for runtimes whose streams behave unlike those of
 * Node.
 */
function readBy(reader: Partial<ReadableStreamDefaultReader<Bytes>>): Request {
  return Object.defineProperty(new Request(BASE, { method: "POST", body: "{}" }), "body", {
    value: { getReader: () => reader },
  });
}

const never = async (): Promise<never> => await new Promise(() => undefined);
const letters = (count: number): Bytes => new Uint8Array(count).fill(97);

describe("the number of chunks", () => {
  test.each([[16], [1], [64]])(
    "[F16] as many chunks of %i bytes as are allowed are read, each in its place",
    async (size) => {
      const slow = sender(letters(size), MAX_CHUNKS);
      expect(await readBody(slow.request, never)).toEqual(letters(size * MAX_CHUNKS));
      expect([slow.taken(), slow.cancelled()]).toEqual([MAX_CHUNKS, false]);
    },
  );

  test.each([16, 1, 0])(
    "[F16] one chunk more of %i bytes is refused, nothing after it is read, and the sender is cancelled",
    async (size) => {
      const slow = sender(letters(size), 10 * MAX_CHUNKS);
      const thrown = await readBody(slow.request, never).catch((error: unknown) => error);
      expect(thrown).toMatchObject({
        code: "body_too_large",
        message: "The body may come in at most 4096 chunks; send it in larger ones.",
      });
      expect([slow.taken(), slow.cancelled()]).toEqual([MAX_CHUNKS + 1, true]);
    },
  );

  test("[F16] 256 KiB pass in the smallest chunks that they may come in", async () => {
    expect(
      (
        await readBody(
          sender(letters(64), MAX_CHUNKS, { "content-length": String(64 * MAX_CHUNKS) }).request,
          never,
        )
      ).byteLength,
    ).toBe(256 * 1_024);
  });

  test.each(["/webhook", "/checkout/create"])(
    "[F16] a body in too many chunks is 413 for %s",
    async (path) => {
      await using world = await createWorld();
      const { request } = sender(letters(1), 10 * MAX_CHUNKS, {
        "content-type": "application/json",
        authorization: "Bearer user:ada",
      });
      const response = await world.payment.fetch(new Request(BASE + path, request));
      expect([response.status, await response.json()]).toEqual([
        413,
        {
          code: "body_too_large",
          error: expect.stringContaining("at most 4096 chunks"),
          request_id: expect.any(String),
        },
      ]);
    },
  );
});

describe("the deadline", () => {
  /** Makes a promise that counts the reactions on itself and on every promise derived from it. */
  class Counted<T> extends Promise<T> {
    static reactions = 0;

    // oxlint-disable-next-line unicorn/no-thenable -- `then` is what is counted
    override then<A = T, B = never>(
      done?: ((value: T) => A | PromiseLike<A>) | null,
      failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      Counted.reactions += 1;
      return super.then(done, failed);
    }
  }

  async function reactionsFor(times: number): Promise<number> {
    Counted.reactions = 0;
    await readBody(sender(letters(16), times).request, () => new Counted<void>(() => undefined));
    return Counted.reactions;
  }

  test("[F16] a body of a thousand chunks leaves no more reactions on the deadline's promise than one of a single chunk", async () => {
    const single = await reactionsFor(1);
    expect(single).toBeGreaterThan(0);
    expect(await reactionsFor(1_000)).toBe(single);
  });

  test("[F16] a runtime whose reads outlive the cancelling is 408 all the same, and nothing more is read of it", async () => {
    let cancelled = 0;
    let reads = 0;
    let arrive: (() => void) | null = null;
    const reader = {
      read: async () => {
        reads += 1;
        await new Promise<void>((resolve) => (arrive = resolve));
        return { done: false as const, value: letters(1) };
      },
      cancel: async () => {
        cancelled += 1;
        await never();
      },
    };
    await expect(readBody(readBy(reader), async () => undefined)).rejects.toMatchObject({
      code: "body_timeout",
    });
    expect([reads, cancelled]).toEqual([1, 1]);
    (arrive as (() => void) | null)?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(reads).toBe(1);
  });

  test("[F16] a read that fails after the deadline disturbs nobody", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    let fail: ((error: Error) => void) | null = null;
    const reader = {
      read: async () => await new Promise<never>((_, reject) => (fail = reject)),
      cancel: async () => undefined,
    };
    await expect(readBody(readBy(reader), async () => undefined)).rejects.toMatchObject({
      code: "body_timeout",
    });
    (fail as ((error: Error) => void) | null)?.(new Error("the socket has ended"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("the timer", () => {
  afterEach(() => void vi.useRealTimers());

  const broken = (): Request =>
    post(new ReadableStream({ pull: (controller) => controller.error(new Error("broken off")) }));

  test.each([
    ["was read", () => sender(letters(16), 3).request, "read"],
    ["was empty", () => sender(letters(16), 0).request, "read"],
    ["is too large", () => sender(letters(16 * 1_024), 20).request, "body_too_large"],
    ["has too many chunks", () => sender(letters(1), 10 * MAX_CHUNKS).request, "body_too_large"],
    ["breaks off", broken, "invalid_request"],
    [
      "was read before",
      () => sender(letters(16), 0, { "content-length": "16" }).request,
      "configuration",
    ],
  ])("[F16] it ends with a body that %s", async (_, request, code) => {
    const signals: AbortSignal[] = [];
    const reading = readBody(request(), async (_ms, signal) => {
      signals.push(signal);
      await never();
    });
    expect(
      await reading.then(
        () => "read",
        (error: unknown) => Reflect.get(Object(error), "code"),
      ),
    ).toBe(code);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test.each([
    ["read", () => sender(letters(16), 1).request, 401],
    ["refused", () => sender(letters(1), 10 * MAX_CHUNKS).request, 413],
  ])(
    "[F16] the service leaves no timer behind for a body that was %s",
    async (_, request, status) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      await using world = await createWorld();
      const before = vi.getTimerCount();
      for (let sent = 0; sent < 5; sent += 1)
        expect((await world.payment.fetch(request())).status).toBe(status);
      expect(vi.getTimerCount()).toBe(before);
    },
  );
});
