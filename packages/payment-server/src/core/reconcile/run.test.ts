import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../../test/money-rule.ts";
import { PaymentError } from "../../errors.ts";
import type { Context } from "../context.ts";
import type { Payment } from "../payment.ts";
import { waitForCall } from "../provider-calls.ts";
import { countChecked, countFailed, startRun } from "./run.ts";

const as = (status: Payment["status"]): Payment => ({ ...PAYMENT, status });

/** A context whose budget refuses the first `refusals` calls, and what it has logged and slept. */
function createContext(refusals = 0) {
  const seen = { logged: [] as unknown[], slept: [] as number[], taken: 0 };
  const context = {
    logger: { warn: (message: string, fields: unknown) => seen.logged.push([message, fields]) },
    budget: { take: () => (seen.taken += 1) > refusals },
    sleep: async (ms: number) => void seen.slept.push(ms),
  } as unknown as Context;
  return { context, seen };
}

describe("a run counts", () => {
  test("what has become paid or held since, and not what was so before", () => {
    const run = startRun(createContext().context, undefined);
    countChecked(run, as("pending"), as("paid"));
    countChecked(run, as("crediting"), as("paid"));
    countChecked(run, as("paid"), as("paid"));
    countChecked(run, as("expired"), as("held"));
    countChecked(run, as("held"), as("held"));
    countChecked(run, as("pending"), as("crediting"));
    countChecked(run, as("pending"), as("pending"));
    // The payment was found by the provider's list, and has no row before.
    countChecked(run, null, as("paid"));
    countChecked(run, null, as("held"));
    expect(run.result).toEqual({ checked: 9, credited: 3, held: 2, failed: 0 });
  });

  test.each(["provider_unavailable", "host_invalid", "busy"] as const)(
    "a payment that fails with %s, and goes on with the others",
    (code) => {
      const { context, seen } = createContext();
      const run = startRun(context, undefined);
      countFailed(run, "pmt_1", new PaymentError(code, "a text that is not logged"));
      expect(run.result).toEqual({ checked: 0, credited: 0, held: 0, failed: 1 });
      expect(seen.logged).toEqual([
        ["a payment could not be reconciled", { payment_id: "pmt_1", code }],
      ]);
    },
  );

  test("a page of recent payments that could not be read, without naming a payment", () => {
    const { context, seen } = createContext();
    const run = startRun(context, undefined);
    countFailed(run, null, new PaymentError("provider_unavailable", "a text that is not logged"));
    expect(run.result.failed).toBe(1);
    expect(seen.logged).toEqual([
      ["recent payments could not be read", { code: "provider_unavailable" }],
    ]);
  });

  test.each([new PaymentError("storage_unavailable", "The disk is full."), new TypeError("a bug")])(
    "nothing if the error is not about one payment: %s ends the run",
    (error) => {
      const { context, seen } = createContext();
      const run = startRun(context, undefined);
      expect(() => countFailed(run, "pmt_1", error)).toThrow(error);
      expect([run.result.failed, seen.logged]).toEqual([0, []]);
    },
  );
});

describe("a run waits for a call", () => {
  test("in steps of 100 ms until the budget has one", async () => {
    const { context, seen } = createContext(3);
    expect(await waitForCall({ context, stop: undefined })).toBe(true);
    expect(seen.slept).toEqual([100, 100, 100]);
  });

  test("and takes none after it was stopped", async () => {
    const { context, seen } = createContext();
    expect(await waitForCall({ context, stop: AbortSignal.abort() })).toBe(false);
    expect(seen.taken).toBe(0);
  });

  test("and ends if it is stopped while it waits", async () => {
    const stop = new AbortController();
    const { context, seen } = createContext(Number.POSITIVE_INFINITY);
    context.sleep = async () => stop.abort();
    expect(await waitForCall({ context, stop: stop.signal })).toBe(false);
    expect(seen.taken).toBe(1);
  });
});
