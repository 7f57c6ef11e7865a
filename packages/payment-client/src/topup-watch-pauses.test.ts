// When the next poll is sent, whatever the server asks for, and what stops it.
import { describe, expect, test, vi } from "vitest";
import { CHECKOUT, failure, scriptedClient, type Answer } from "../test/scripted-client.ts";
import { bench, useFakeClock, wait, type Bench } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";
import type { TopupStoreOptions } from "./topup-store.ts";

useFakeClock();

const HOUR = 3_600_000;

/** Starts to poll a payment, and waits for the first answer. */
async function polling(
  answers: Answer[],
  options: Partial<TopupStoreOptions> = {},
): Promise<Bench> {
  const made = bench(scriptedClient({ status_answers: answers }), {
    status_url: CHECKOUT.status_url,
    ...options,
  });
  await wait(0);
  return made;
}

const crediting = (retry_after_ms: unknown): Answer =>
  ({ status: "crediting", retry_after_ms }) as Answer;

describe("the pause that a server asks for", () => {
  test.each([
    ["0", 0, 250],
    ["a negative number", -5_000, 250],
    ["less than a quarter of a second", 10, 250],
    ["ten seconds", 10_000, 10_000],
    ["nothing", null, 250],
    ["a text", "soon", 3_000],
    ["a number in a text", "8000", 8_000],
    ["an object", {}, 3_000],
  ])("%s is never shorter than a quarter of a second, and never none", async (_, asked, pause) => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { client } = await polling([crediting(asked)]);
    await wait(pause - 1);
    expect(client.polls).toHaveLength(1);
    await wait(1);
    expect(client.polls).toHaveLength(2);
  });

  test.each([2 ** 31, 1e15, Number.MAX_SAFE_INTEGER])(
    "of %d ms, which a timer would take for none, ends the polling and does not flood the server",
    async (asked) => {
      const { client, store } = await polling([crediting(asked)]);
      await wait(HOUR);
      expect(client.polls).toHaveLength(1);
      expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: true });
    },
  );

  test("is lengthened by up to a quarter, so that many pages do not ask at the same moment", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    const { client } = await polling([crediting(8_000)]);
    await wait(9_990);
    expect(client.polls).toHaveLength(1);
    await wait(10);
    expect(client.polls).toHaveLength(2);
  });
});

describe("a payment that a bank works on", () => {
  test("is polled no more once patience ends, and that is not called slow", async () => {
    const bank: Answer = {
      status: "pending",
      on_its_way: true,
      stage: "bank",
      retry_after_ms: HOUR,
    };
    const { client, store } = await polling([bank], { patience_ms: 60_000 });
    await wait(24 * HOUR);
    expect(client.polls).toHaveLength(1);
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", stage: "bank", slow: false });
  });

  test("is asked for when the page is seen again", async () => {
    stubWindow();
    const bank: Answer = {
      status: "pending",
      on_its_way: true,
      stage: "bank",
      retry_after_ms: HOUR,
    };
    const { store } = await polling([bank, "paid"], { patience_ms: 60_000 });
    await wait(24 * HOUR);
    dispatch("focus");
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });
});

describe("waking up", () => {
  test.each(["pageshow", "focus", "online", "visibilitychange"])(
    "by %s polls at once",
    async (name) => {
      stubWindow();
      const { client } = await polling([crediting(60_000), "paid"]);
      await wait(2_000);
      dispatch(name);
      await wait(0);
      expect(client.polls).toHaveLength(2);
    },
  );

  test("within a second and a half of the last poll does not", async () => {
    stubWindow();
    const { client } = await polling([crediting(60_000)]);
    await wait(1_400);
    for (let turn = 0; turn < 5; turn += 1) dispatch("focus");
    await wait(0);
    expect(client.polls).toHaveLength(1);
  });

  test("while a poll is under way sends no second one", async () => {
    stubWindow();
    const { client } = await polling([crediting(60_000)]);
    client.hold = true;
    await wait(2_000);
    dispatch("focus");
    await wait(5_000);
    for (let turn = 0; turn < 5; turn += 1) dispatch("online");
    await wait(0);
    expect(client.polls).toHaveLength(2);
    client.release();
  });

  test("does nothing about a button that shows an error, or that has nothing open", async () => {
    stubWindow();
    const idle = bench(scriptedClient());
    await wait(2_000);
    dispatch("focus");
    await wait(0);
    expect(idle.client.polls).toEqual([]);
    const refused = bench(scriptedClient({ create: [failure("topup_not_pending", 409)] }));
    await refused.store.pay();
    await wait(2_000);
    dispatch("focus");
    await wait(0);
    expect([refused.client.polls, refused.store.$topup.get().phase]).toEqual([[], "error"]);
  });
});

describe("disconnecting", () => {
  test("aborts the poll that is under way, and its answer changes nothing", async () => {
    const { client, store, disconnect } = await polling([crediting(1_000), "paid"]);
    client.hold = true;
    await wait(1_500);
    const before = store.$topup.get();
    disconnect();
    expect(client.signals.at(-1)?.aborted).toBe(true);
    client.release();
    await wait(0);
    expect(store.$topup.get()).toBe(before);
    await wait(HOUR);
    expect(client.polls).toHaveLength(2);
  });

  test("leaves nothing that a later event could wake", async () => {
    stubWindow();
    const { client, disconnect } = await polling([crediting(1_000)]);
    disconnect();
    await wait(5_000);
    for (const name of ["pageshow", "focus", "online", "visibilitychange", "storage"])
      dispatch(name);
    await wait(HOUR);
    expect(client.polls).toHaveLength(1);
  });

  test("and connecting again polls the same payment", async () => {
    const { client, store, disconnect } = await polling([crediting(60_000), "paid"]);
    disconnect();
    store.connect();
    await wait(0);
    expect([client.polls.length, store.$topup.get().phase]).toEqual([2, "applied"]);
    expect(new Set(client.polls).size).toBe(1);
  });
});

describe("a status that nobody can read", () => {
  test.each([
    ["no status", { status: undefined }],
    ["a number", { status: 7 }],
    ["a new word", { status: "settling" }],
  ])("%s is neither an end nor a success", async (_, answer) => {
    const { store } = await polling([{ retry_after_ms: 5_000, ...answer } as never]);
    expect(store.$topup.get().phase).toBe("confirming");
  });
});
