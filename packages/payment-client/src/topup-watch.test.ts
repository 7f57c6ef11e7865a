import { describe, expect, test, vi } from "vitest";
import { CHECKOUT, failure, scriptedClient, type Answer } from "../test/scripted-client.ts";
import { bench, useFakeClock, wait, type Bench } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";
import type { TopupStoreOptions } from "./topup-store.ts";
import type { PaymentStatus } from "./wire.ts";

useFakeClock();

describe("a poll", () => {
  const paying = async (
    answers: Answer[],
    options: Partial<TopupStoreOptions> = {},
  ): Promise<Bench> => {
    const made = bench(scriptedClient({ status_answers: answers }), {
      status_url: CHECKOUT.status_url,
      ...options,
    });
    await wait(0);
    return made;
  };

  test.each([
    ["paid", "applied"],
    ["crediting", "confirming"],
    ["on_its_way", "confirming"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["expired", "canceled"],
    ["held", "held"],
    ["dismissed", "failed"],
    ["a_word_of_a_newer_server" as PaymentStatus, "confirming"],
  ] as const)("that reports %s shows %s: only `paid` is a success", async (answer, phase) => {
    expect((await paying([answer])).store.$topup.get().phase).toBe(phase);
  });

  test("is repeated after the pause that the server asks for, or a little later, until the payment has ended", async () => {
    const { client, store } = await paying([
      "on_its_way",
      { status: "crediting", retry_after_ms: 8_000 },
      "paid",
    ]);
    await wait(1_999);
    expect(client.polls).toHaveLength(1);
    await wait(501);
    expect(client.polls).toHaveLength(2);
    await wait(7_999 - 500);
    expect(client.polls).toHaveLength(2);
    await wait(2_501);
    expect([client.polls.length, store.$topup.get().phase]).toEqual([3, "applied"]);
    await wait(600_000);
    expect(client.polls).toHaveLength(3);
  });

  test("is not repeated when patience ends: the state is slow, with a reference, and a click polls and never pays", async () => {
    const { client, store } = await paying(["on_its_way"], { patience_ms: 10_000 });
    await wait(20_000);
    expect(store.$topup.get()).toMatchObject({
      phase: "confirming",
      slow: true,
      payment_id: "pmt_1",
    });
    const polls = client.polls.length;
    await wait(3_600_000);
    expect(client.polls).toHaveLength(polls);
    client.status_answers = ["paid"];
    await store.pay();
    expect([store.$topup.get().phase, client.creates]).toEqual(["applied", []]);
  });

  test("that fails is repeated with growing pauses, and the payment stays unresolved", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { client, store } = await paying([
      failure("network"),
      failure("unavailable", 500),
      failure("network"),
      "paid",
    ]);
    expect(store.$topup.get()).toMatchObject({
      phase: "confirming",
      slow: false,
      error: { code: "network" },
    });
    const polls: number[] = [];
    for (const ms of [2_999, 1, 5_999, 1, 11_999, 1]) {
      await wait(ms);
      polls.push(client.polls.length);
    }
    expect(polls).toEqual([1, 2, 2, 3, 3, 4]);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test.each([
    ["a Retry-After of a day", failure("unavailable", 429, { retry_after_ms: 86_400_000 })],
    ["401", failure("unauthorized", 401)],
    ["something that is no payment server", failure("invalid_answer")],
  ])(
    "[B07] that fails with %s is not repeated: the buyer may check again, and not pay again",
    async (_, error) => {
      const { client, store } = await paying([error]);
      expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: true, error });
      await wait(3_600_000);
      expect(client.polls).toHaveLength(1);
    },
  );

  test("frees the button when the server does not know the payment any more", async () => {
    expect((await paying([failure("payment_not_found", 404)])).store.$topup.get().phase).toBe(
      "idle",
    );
  });

  test("is not sent while the page is hidden, and is sent when it is visible again", async () => {
    const page = Object.assign(new EventTarget(), { hidden: true });
    vi.stubGlobal("document", page);
    stubWindow();
    const { client, store } = await paying(["on_its_way", "paid"]);
    await wait(60_000);
    expect([client.polls.length, store.$topup.get().phase]).toEqual([0, "confirming"]);
    page.hidden = false;
    dispatch("visibilitychange");
    await wait(0);
    expect(client.polls).toHaveLength(1);
    page.hidden = true;
    await wait(60_000);
    expect(client.polls).toHaveLength(1);
    page.hidden = false;
    dispatch("focus");
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("is sent once for several wake-up events", async () => {
    stubWindow();
    const { client } = await paying(["on_its_way"]);
    for (const name of ["focus", "online", "pageshow", "visibilitychange"]) dispatch(name);
    await wait(0);
    expect(client.polls).toHaveLength(1);
  });
});

describe("back on the page", () => {
  test("[B03] out of the back/forward cache without having paid, the button is free after one poll", async () => {
    stubWindow();
    const { client, store, left } = bench(scriptedClient());
    await store.pay();
    dispatch("pageshow", { persisted: true });
    expect(store.$topup.get().phase).toBe("confirming");
    await wait(0);
    expect([store.$topup.get().phase, client.polls.length]).toEqual(["idle", 1]);
    await store.pay();
    expect(left).toHaveLength(2);
  });

  test("[B03] having paid meanwhile, it shows confirming and then applied", async () => {
    stubWindow();
    const { store, phases, left } = bench(
      scriptedClient({ status_answers: ["crediting", "paid"] }),
    );
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    await store.pay();
    await wait(3_000);
    expect(phases).toEqual(["idle", "creating", "redirecting", "confirming", "applied"]);
    expect(left).toHaveLength(1);
  });

  test("a payment is still polled for late news, with growing pauses", async () => {
    stubWindow();
    const { client, store } = bench(
      scriptedClient({ status_answers: ["pending", "pending", "pending", "paid"] }),
    );
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(3_800);
    expect(client.polls).toHaveLength(2);
    await wait(7_600);
    expect(client.polls).toHaveLength(3);
    await wait(15_100);
    expect(store.$topup.get().phase).toBe("applied");
  });
});
