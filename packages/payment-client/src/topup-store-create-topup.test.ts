import { describe, expect, test, vi } from "vitest";
import { scriptedClient } from "../test/scripted-client.ts";
import { bench, useFakeClock, wait } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";

useFakeClock();

describe("createTopup", () => {
  test("creates one topup for two clicks", async () => {
    const createTopup = vi.fn(async () => "tu_made");
    const { client, store } = bench(scriptedClient(), { createTopup });
    await Promise.all([store.pay(), store.pay()]);
    expect(createTopup).toHaveBeenCalledTimes(1);
    expect(client.creates.map(({ topup_id }) => topup_id)).toEqual(["tu_made"]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("the host's own text");
      },
    ],
    ["rejects", async () => await Promise.reject(new TypeError("x"))],
    ["returns nothing", () => ""],
    ["returns the row and not its id", () => ({ topup_id: "tu_made" }) as unknown as string],
    ["returns a number", async () => await Promise.resolve(7 as unknown as string)],
  ])(
    "[F43] that %s gives the retryable error `topup_not_created`, and the next click tries again",
    async (_, broken) => {
      const createTopup = vi
        .fn<() => string | Promise<string>>(broken)
        .mockImplementationOnce(broken)
        .mockImplementation(() => "tu_made");
      const { client, store } = bench(scriptedClient(), { createTopup });
      await store.pay();
      expect(store.$topup.get().error).toMatchObject({
        code: "topup_not_created",
        message: "topup_not_created: see the README.",
      });
      await store.pay();
      expect(client.creates).toHaveLength(1);
    },
  );

  test("[X14] is not called for a second topup while the one before is being paid", async () => {
    stubWindow();
    const createTopup = vi.fn(() => "tu_made");
    const { client, store } = bench(scriptedClient({ status_answers: ["pending", "on_its_way"] }), {
      createTopup,
    });
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    expect(store.$topup.get().phase).toBe("idle");
    await store.pay();
    expect([
      store.$topup.get().phase,
      createTopup.mock.calls.length,
      client.creates.length,
    ]).toEqual(["confirming", 1, 1]);
  });

  test("creates another topup once the first has been applied", async () => {
    let made = 0;
    const createTopup = vi.fn(() => `tu_${(made += 1)}`);
    const { client, store } = bench(scriptedClient({ status_answers: ["paid"] }), {
      createTopup,
      onCheckout: () => false,
    });
    await store.pay();
    await wait(0);
    expect(store.$topup.get()).toMatchObject({ phase: "applied", topup_id: "tu_1" });
    await store.pay();
    expect(client.creates.map(({ topup_id }) => topup_id)).toEqual(["tu_1", "tu_2"]);
  });

  test("with an `id`, outlives the page", async () => {
    stubWindow();
    const first = bench(scriptedClient(), { createTopup: () => "tu_made", id: "pack-small" });
    await first.store.pay();
    first.disconnect();
    const [same, other] = ["pack-small", "pack-large"].map((id) =>
      bench(scriptedClient({ status_answers: ["paid"] }), { createTopup: () => "x", id }),
    );
    await wait(0);
    expect([same?.store.$topup.get(), other?.store.$topup.get()]).toMatchObject([
      { phase: "applied", topup_id: "tu_made" },
      { phase: "idle" },
    ]);
  });
});
