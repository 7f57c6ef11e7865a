import { describe, expect, test, vi } from "vitest";
import { CHECKOUT, failure, METHOD, scriptedClient } from "../test/scripted-client.ts";
import { bench, useFakeClock, wait } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";

useFakeClock();

describe("disconnecting", () => {
  test("[B06] ends requests, timers and listeners", async () => {
    stubWindow();
    const { client, store, disconnect } = bench(
      scriptedClient({ status_answers: ["on_its_way"] }),
      { status_url: CHECKOUT.status_url },
    );
    await wait(0);
    client.hold = true;
    await wait(3_000);
    expect(client.polls).toHaveLength(2);
    disconnect();
    expect(client.signals.at(-1)?.aborted).toBe(true);
    for (const name of ["focus", "online", "pageshow", "storage"]) dispatch(name);
    await wait(3_600_000);
    expect([client.polls.length, vi.getTimerCount()]).toEqual([2, 0]);
    client.hold = false;
    client.status_answers = ["paid"];
    store.connect();
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("and connecting again during a poll starts another poll, as in React's Strict Mode", async () => {
    const { client, store, disconnect } = bench(
      scriptedClient({ status_answers: ["on_its_way"] }),
      { status_url: CHECKOUT.status_url },
    );
    client.hold = true;
    disconnect();
    store.connect();
    await wait(0);
    client.release();
    await wait(0);
    expect(client.polls).toHaveLength(2);
    client.status_answers = ["paid"];
    await wait(3_000);
    expect([store.$topup.get().phase, client.polls.length]).toEqual(["applied", 3]);
  });

  test("while a checkout is being opened cancels the click", async () => {
    const { client, store, left, disconnect } = bench(scriptedClient());
    client.hold = true;
    const paid = store.pay();
    disconnect();
    await paid;
    expect([store.$topup.get().phase, left]).toEqual(["idle", []]);
  });
});

test("methods are loaded when the store connects; if that fails, the click shows the error", async () => {
  const { store } = bench(scriptedClient());
  await wait(0);
  expect(store.$methods.get()).toEqual([METHOD]);
  const broken = bench(
    scriptedClient({ method_answers: failure("network"), create: [failure("network")] }),
  );
  await wait(0);
  expect(broken.store.$methods.get()).toBeUndefined();
  await broken.store.pay();
  expect(broken.store.$topup.get().error?.code).toBe("network");
});
