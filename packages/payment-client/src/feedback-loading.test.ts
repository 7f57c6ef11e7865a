// The file that a button loads after its first rendering, and the hints that are loaded later
// still: what happens when they do not arrive.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { failure } from "../test/scripted-client.ts";
import type * as DeveloperLog from "./developer-log.ts";
import { hints } from "./hints.ts";

let errors: unknown[][];

beforeEach(() => {
  errors = [];
  vi.resetModules();
  vi.spyOn(console, "error").mockImplementation((...args) => void errors.push(args));
});
afterEach(() => {
  vi.doUnmock("./feedback.ts");
  vi.doUnmock("./hints.ts");
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Makes a file unreachable, as a deployment does that removes the old ones. */
function lose(path: string): void {
  vi.doMock(path, () => {
    throw new Error(`${path} was not found`);
  });
}

describe("the feedback", () => {
  test("is loaded once for all buttons", async () => {
    let loads = 0;
    vi.doMock("./feedback.ts", () => {
      loads += 1;
      return { MARKS: {} };
    });
    const loading = await import("./feedback-loading.ts");
    expect(loading.feedback).toBeUndefined();
    await Promise.all([loading.loadFeedback(), loading.loadFeedback(), loading.loadFeedback()]);
    expect(loading.feedback).toBeDefined();
    await loading.loadFeedback();
    expect([loads, errors]).toEqual([1, []]);
  });

  test("that does not arrive stops no payment: the promise resolves, and the console says why", async () => {
    lose("./feedback.ts");
    const loading = await import("./feedback-loading.ts");
    await expect(loading.loadFeedback()).resolves.toBeUndefined();
    expect(loading.feedback).toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  test("that did not arrive is asked for again by the next button", async () => {
    lose("./feedback.ts");
    const loading = await import("./feedback-loading.ts");
    await loading.loadFeedback();
    vi.doUnmock("./feedback.ts");
    vi.doMock("./feedback.ts", () => ({ MARKS: {} }));
    await loading.loadFeedback();
    expect(loading.feedback).toBeDefined();
  });

  test("is waited for no longer than a second", async () => {
    vi.useFakeTimers();
    const { waitShortly } = await import("./feedback-loading.ts");
    let over = false;
    const waiting = waitShortly(new Promise(() => undefined)).then(() => void (over = true));
    await vi.advanceTimersByTimeAsync(998);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    await waiting;
    expect(over).toBe(true);
  });

  test("that is there already is not waited for", async () => {
    const { waitShortly } = await import("./feedback-loading.ts");
    await waitShortly(Promise.resolve("here"));
    await waitShortly(Promise.reject(new Error("gone")).catch(() => undefined));
  });
});

describe("a line of the console", () => {
  const logged = async (
    ...calls: Parameters<typeof DeveloperLog.logForDeveloper>[]
  ): Promise<unknown[][]> => {
    const { logForDeveloper } = await import("./developer-log.ts");
    for (const call of calls) await logForDeveloper(...call);
    return errors;
  };

  test.each(Object.entries(hints))("for %s names the code and the fix", async (code, hint) => {
    await logged([failure(code)]);
    expect(errors[0]?.[0]).toBe(`<dodo-topup-button> ${code}: ${hint}`);
  });

  test("for a code of the server has the server's sentence, which names the fix", async () => {
    await logged([failure("invalid_return_to", 400)]);
    expect(errors[0]?.[0]).toBe(
      "<dodo-topup-button> invalid_return_to: scripted invalid_return_to",
    );
  });

  test("names the element that has met the error", async () => {
    await logged([failure("network"), "dodo-topup-packs"]);
    expect(errors[0]?.[0]).toMatch(/^<dodo-topup-packs> network: /);
  });

  test("ends with the cause, which is what a developer has to look at", async () => {
    const cause = new TypeError("createTopup is not a function");
    const error = Object.assign(failure("topup_not_created"), { cause });
    await logged([error], [failure("network")]);
    expect(errors.map((line) => line[1])).toEqual([
      cause,
      expect.objectContaining({ code: "network" }),
    ]);
  });

  test("is written once for each cause, however many buttons meet it", async () => {
    const other = Object.assign(failure("network"), { cause: new Error("another") });
    await logged([failure("network")], [failure("network")], [other], [other]);
    expect(errors).toHaveLength(2);
  });

  test("is written also if the hints do not arrive", async () => {
    lose("./hints.ts");
    await logged([failure("network")]);
    expect(errors[0]?.[0]).toBe("<dodo-topup-button> network: scripted network");
  });
});
