import { expect, test } from "vitest";
import type { Logger } from "./core/logger.ts";
import { guardedLogger } from "./guarded-logger.ts";

const LEVELS = ["info", "warn", "error"] as const;

/** A logger whose every level does the same. */
const all = (write: (...line: unknown[]) => unknown): Logger =>
  Object.fromEntries(LEVELS.map((level) => [level, write])) as unknown as Logger;

test.each(LEVELS)("%s passes a line on, with its fields and its cause", (level) => {
  const lines: unknown[][] = [];
  const cause = new Error("why");
  guardedLogger(all((...line) => lines.push(line)))[level]("it failed", { id: 7 }, cause);
  expect(lines).toEqual([["it failed", { id: 7 }, cause]]);
});

test.each(LEVELS)("%s keeps the logger as `this`, as loggers of classes need it", (level) => {
  class Counting {
    lines = 0;
    info(): void {
      this.lines += 1;
    }
    warn(): void {
      this.lines += 1;
    }
    error(): void {
      this.lines += 1;
    }
  }
  const counting = new Counting();
  guardedLogger(counting)[level]("line");
  expect(counting.lines).toBe(1);
});

test.each(LEVELS)("%s drops what the host's logger throws", (level) => {
  const logger = guardedLogger(
    all(() => {
      throw new Error("the disk is full");
    }),
  );
  expect(() => logger[level]("line")).not.toThrow();
});

test("a promise that a logger rejects ends no process", async () => {
  const rejections: unknown[] = [];
  const note = (error: unknown): unknown => rejections.push(error);
  process.on("unhandledRejection", note);
  try {
    const logger = guardedLogger(all(async () => await Promise.reject(new Error("no network"))));
    for (const level of LEVELS) logger[level]("line");
    // Node reports an unhandled rejection before the next turn of its event loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("unhandledRejection", note);
  }
  expect(rejections).toEqual([]);
});
