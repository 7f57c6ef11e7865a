import { describe, expect, test, vi } from "vitest";
import { refuse } from "./refused-query.ts";

const ERROR = new Error("the handle has expired");

/** A query object that remembers the errors it was given. */
function makeQuery(): { submit(): void; handleError(error: unknown): void; errors: unknown[] } {
  const errors: unknown[] = [];
  return { submit: () => undefined, handleError: (error) => void errors.push(error), errors };
}

describe("a query is refused in the way in which its answer is expected:", () => {
  test("by a promise", async () => {
    await expect(refuse(["SELECT 1", ["a"]], ERROR)).rejects.toBe(ERROR);
    await expect(refuse([{ text: "SELECT 1" }], ERROR)).rejects.toBe(ERROR);
  });

  test("by its callback, which is called once and after the call has returned", async () => {
    const callback = vi.fn();
    expect(refuse(["SELECT 1", callback], ERROR)).toBeUndefined();
    expect(callback).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(callback.mock.calls).toEqual([[ERROR]]);
  });

  test("by the callback inside a query", async () => {
    const callback = vi.fn();
    refuse([{ text: "SELECT 1", callback }], ERROR);
    await Promise.resolve();
    expect(callback.mock.calls).toEqual([[ERROR]]);
  });

  test("by its query object, which is returned as `pg` does", async () => {
    const query = makeQuery();
    expect(refuse([query], ERROR)).toBe(query);
    expect(query.errors).toEqual([]);
    await Promise.resolve();
    expect(query.errors).toEqual([ERROR]);
  });

  test("by the query object alone, if it comes with a callback", async () => {
    const [query, callback] = [makeQuery(), vi.fn()];
    expect(refuse([query, callback], ERROR)).toBe(query);
    await Promise.resolve();
    expect([query.errors, callback.mock.calls]).toEqual([[ERROR], []]);
  });
});
