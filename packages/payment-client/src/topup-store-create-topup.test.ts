import { describe, expect, test, vi } from "vitest";
import { scriptedClient } from "../test/scripted-client.ts";
import { bench, useFakeClock, wait } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";
import type { TopupStoreOptions } from "./topup-store.ts";

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

  describe("while the provider cannot be queried", () => {
    const UNSURE = { status: "pending", stage: "confirming", on_its_way: false } as const;
    const backFromCheckout = async (
      status_answers: (typeof UNSURE | "pending")[],
      options: Partial<TopupStoreOptions>,
    ) => {
      stubWindow();
      const made = bench(scriptedClient({ status_answers }), options);
      await made.store.pay();
      dispatch("pageshow", { persisted: true });
      await wait(0);
      return made;
    };
    const createTopup = (): string => "tu_made";

    test("a click creates no second topup, because the first may be paid; once the provider has answered, it does", async () => {
      const { client, store } = await backFromCheckout([UNSURE, "pending"], {
        createTopup,
      });
      expect(store.$topup.get()).toMatchObject({ phase: "confirming", stage: "confirming" });
      await store.pay();
      expect([store.$topup.get().phase, client.creates.length]).toEqual(["confirming", 1]);
      await wait(3_000);
      expect(store.$topup.get()).toMatchObject({ phase: "idle", stage: "unpaid" });
      await store.pay();
      expect(client.creates).toHaveLength(2);
    });

    test("an answer of the last three seconds is enough for a click, an older one is not", async () => {
      const soon = await backFromCheckout(["pending", UNSURE], { createTopup });
      await wait(2_900);
      await soon.store.pay();
      expect([soon.client.polls.length, soon.client.creates.length]).toEqual([2, 2]);

      const late = await backFromCheckout(["pending", UNSURE], { createTopup });
      await wait(4_000);
      expect([late.store.$topup.get().phase, late.client.polls.length]).toEqual(["confirming", 2]);
      await late.store.pay();
      expect(late.client.creates).toHaveLength(1);
    });

    test("the button of a fixed topup works: the server opens no checkout for a topup that may be paid", async () => {
      const { client, store } = await backFromCheckout([UNSURE], {});
      expect(store.$topup.get().phase).toBe("idle");
      await store.pay();
      expect(client.creates).toHaveLength(2);
    });
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
