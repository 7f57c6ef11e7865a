import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Bench, createBench, openSession, start } from "../../test/bench.ts";
import { typesOf } from "../../test/deliveries.ts";
import { payWith } from "../../test/visits.ts";

const day = 24 * 60 * 60 * 1000;
const real_clock = { now: (): number => Date.now() };

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A bench on the machine's clock, whose webhooks and bank debits are moved by timers. */
function auto(options = {}): Bench {
  return createBench({ delivery: "auto", clock: real_clock, ...options });
}

async function debit(bench: Bench, number = "000123456789"): Promise<void> {
  await payWith(bench, await openSession(bench.sdk), number);
}

describe("in auto, a timer ends a bank debit", () => {
  test.each([
    ["by default after four days", {}, 4 * day],
    ["after bank_debit_ms", { bank_debit_ms: 5000 }, 5000],
    ["at once with 0", { bank_debit_ms: 0 }, 0],
  ])("%s", async (_, options, ms) => {
    const bench = auto(options);
    await debit(bench);
    if (ms > 0) {
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(typesOf(bench)).toEqual(["payment.processing"]);
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(typesOf(bench)).toEqual(["payment.processing", "payment.succeeded"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(bench.received).toHaveLength(2);
  });

  test("each at its own time", async () => {
    const bench = auto({ bank_debit_ms: 1000 });
    await debit(bench);
    await vi.advanceTimersByTimeAsync(400);
    await debit(bench, "000222222227");
    await vi.advanceTimersByTimeAsync(600);
    expect(typesOf(bench).slice(2)).toEqual(["payment.succeeded"]);
    await vi.advanceTimersByTimeAsync(400);
    expect(typesOf(bench).slice(2)).toEqual(["payment.succeeded", "payment.failed"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("also after more than 24.8 days, which is longer than a timer can be", async () => {
    const bench = auto({ bank_debit_ms: 60 * day });
    await debit(bench);
    await vi.advanceTimersByTimeAsync(60 * day - 1);
    expect(typesOf(bench)).toEqual(["payment.processing"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(typesOf(bench)).toEqual(["payment.processing", "payment.succeeded"]);
  });

  test("and opens the dispute of the account that is disputed", async () => {
    const bench = auto({ bank_debit_ms: 1000 });
    await debit(bench, "000555555559");
    await vi.advanceTimersByTimeAsync(1000);
    expect(typesOf(bench)).toEqual(["payment.processing", "payment.succeeded", "dispute.opened"]);
  });
});

describe("a bank debit is never ended", () => {
  test.each([
    ["after close()", (bench: Bench) => bench.dodo.close()],
    ["after reset()", (bench: Bench) => Promise.resolve(bench.dodo.reset())],
    [
      "after it was finished by hand",
      async (bench: Bench) => {
        const [payment] = (await bench.sdk.payments.list()).items;
        await bench.dodo.finish(payment?.payment_id ?? "", "cancelled");
      },
    ],
  ])("%s", async (_, end) => {
    const bench = auto({ bank_debit_ms: 1000 });
    await debit(bench);
    await vi.advanceTimersByTimeAsync(10);
    await end(bench);
    const before = typesOf(bench);
    await vi.advanceTimersByTimeAsync(100 * day);
    expect(typesOf(bench)).toEqual(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each(["close", "reset"] as const)(
    "after %s(), which leaves no timer behind",
    async (name) => {
      const bench = auto({ bank_debit_ms: 1000 });
      await debit(bench);
      await vi.advanceTimersByTimeAsync(10);
      expect(vi.getTimerCount()).toBe(1);
      await bench.dodo[name]();
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test("if the account is the one that stays processing", async () => {
    const bench = auto({ bank_debit_ms: 1000 });
    await debit(bench, "000000000009");
    await vi.advanceTimersByTimeAsync(100 * day);
    expect(typesOf(bench)).toEqual(["payment.processing"]);
  });
});

describe("in manual, no timer ends a bank debit", () => {
  test("but the next request does", async () => {
    const bench = createBench({ bank_debit_ms: 1000, clock: real_clock });
    await debit(bench);
    await vi.advanceTimersByTimeAsync(5000);
    expect([typesOf(bench), vi.getTimerCount()]).toEqual([["payment.processing"], 0]);
    expect((await bench.sdk.payments.list()).items).toMatchObject([{ status: "succeeded" }]);
  });

  test.each(["deliver", "deliverAll"] as const)("or %s()", async (send) => {
    const bench = createBench({ bank_debit_ms: 1000, clock: real_clock });
    await debit(bench);
    await vi.advanceTimersByTimeAsync(1000);
    expect((await bench.dodo[send]()).map(({ type }) => type)).toEqual([
      "payment.processing",
      "payment.succeeded",
    ]);
  });

  test("or the emulator's own clock, when it is moved", async () => {
    const bench = createBench({ bank_debit_ms: 1000, clock: "manual" });
    await debit(bench);
    bench.dodo.clock.advance(999);
    expect(typesOf(bench)).toEqual(["payment.processing"]);
    bench.dodo.clock.advance(1);
    expect(typesOf(bench)).toEqual(["payment.processing", "payment.succeeded"]);
  });
});

test("several that are due together end in the order in which they began", async () => {
  const bench = createBench({ bank_debit_ms: 1000 });
  for (const number of ["000222222227", "000123456789", "000555555559"]) await debit(bench, number);
  bench.clock.advance(5000);
  await bench.dodo.deliver();
  expect(typesOf(bench).slice(3)).toEqual([
    "payment.failed",
    "payment.succeeded",
    "payment.succeeded",
    "dispute.opened",
  ]);
});

test("a disputed one that was cancelled by hand is not disputed", async () => {
  const bench = createBench({ bank_debit_ms: 1000 });
  await debit(bench, "000555555559");
  const [payment] = (await bench.sdk.payments.list()).items;
  await bench.dodo.finish(payment?.payment_id ?? "", "failed");
  bench.clock.advance(1000);
  await bench.dodo.deliver();
  expect(typesOf(bench)).toEqual(["payment.processing", "payment.failed"]);
});
