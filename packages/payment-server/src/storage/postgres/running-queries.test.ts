import { describe, expect, test, vi } from "vitest";
import { createRunningQueries } from "./running-queries.ts";

type Callback = (...answer: unknown[]) => void;

describe("a query is running until", () => {
  test.each(["resolved", "rejected"])("its promise is %s", async (outcome) => {
    const running = createRunningQueries();
    const ends = new EventTarget();
    const promise = new Promise<void>((resolve, reject) => {
      ends.addEventListener("resolved", () => resolve());
      ends.addEventListener("rejected", () => reject(new Error("no")));
    });
    const result = running.watch(["SELECT 1"], () => promise);
    expect([result, running.any()]).toEqual([promise, true]);
    ends.dispatchEvent(new Event(outcome));
    await promise.catch(() => undefined);
    expect(running.any()).toBe(false);
  });

  test("its callback is called, which has ended before the host's own code runs", () => {
    const running = createRunningQueries();
    const seen: unknown[] = [];
    let answer: Callback = () => undefined;
    running.watch(
      ["SELECT $1", ["a"], (...got: unknown[]) => seen.push(running.any(), ...got)],
      (args) => {
        expect(args.slice(0, -1)).toEqual(["SELECT $1", ["a"]]);
        answer = args.at(-1) as Callback;
      },
    );
    expect(running.any()).toBe(true);
    answer(null, "rows");
    expect([running.any(), seen]).toEqual([false, [false, null, "rows"]]);
  });

  test("the callback inside its query is called, and the host's query stays as it was", () => {
    const running = createRunningQueries();
    const query = { text: "SELECT 1", callback: vi.fn() };
    const { callback } = query;
    let answer: Callback = () => undefined;
    running.watch([query], (args) => {
      expect(args[0]).toBe(query);
      answer = args.at(-1) as Callback;
    });
    expect([running.any(), query.callback]).toEqual([true, callback]);
    answer(null, "rows");
    expect([running.any(), callback.mock.calls]).toEqual([false, [[null, "rows"]]]);
  });

  test.each(["handleReadyForQuery", "handleError"] as const)(
    "the client calls `%s` of its query object",
    (name) => {
      const running = createRunningQueries();
      const [handled, on] = [vi.fn(), vi.fn()];
      const query = { submit: vi.fn(), handleReadyForQuery: handled, handleError: handled, on };
      expect(running.watch([query], () => "submitted")).toBe("submitted");
      expect([running.any(), on.mock.calls[0]?.[0]]).toEqual([true, "error"]);
      query[name]("message");
      expect([running.any(), handled.mock.calls]).toEqual([false, [["message"]]]);
    },
  );

  test("it returns, if it returns no promise and takes no callback", () => {
    const running = createRunningQueries();
    expect(running.watch(["SELECT 1"], () => "rows")).toBe("rows");
    expect(running.any()).toBe(false);
  });
});

test("a query that ends twice counts once, so that another one still counts", () => {
  const running = createRunningQueries();
  const query = {
    submit: () => undefined,
    handleReadyForQuery: vi.fn(),
    handleError: vi.fn(),
  };
  running.watch([query], () => undefined);
  running.watch(["SELECT 1"], () => new Promise(() => undefined));
  query.handleError(new Error("no"));
  query.handleReadyForQuery();
  expect(running.any()).toBe(true);
});
