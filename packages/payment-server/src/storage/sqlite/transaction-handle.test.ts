import { expect, test } from "vitest";
import { withTransactionHandle } from "./transaction-handle.ts";

test("a function that a method returns, as Bun's `transaction` does, is refused with its own methods", async () => {
  const ran: string[] = [];
  class Database {
    transaction(): (() => void) & { immediate(): void } {
      const run = (): void => void ran.push("called");
      // Bun's property is constant.
      return Object.defineProperty(run, "immediate", {
        value: () => void ran.push("immediate"),
      }) as ReturnType<Database["transaction"]>;
    }
  }
  let kept: ReturnType<Database["transaction"]> | undefined;
  await withTransactionHandle(new Database(), async (tx) => {
    kept = (tx as Database).transaction();
    kept();
    kept.immediate();
  });
  const refusal = expect.objectContaining({ code: "host_invalid" });
  expect(() => kept?.()).toThrow(refusal);
  expect(() => kept?.immediate()).toThrow(refusal);
  expect(ran).toEqual(["called", "immediate"]);
});

test("bytes, as of Bun's `serialize`, are returned as they are", async () => {
  const serialize = (): Uint8Array => new TextEncoder().encode("a database");
  await withTransactionHandle({ serialize }, async (tx) => {
    const bytes = (tx as { serialize: typeof serialize }).serialize();
    expect(new TextDecoder().decode(bytes)).toBe("a database");
  });
});

test("the handle is refused after work that throws, and its error is thrown on", async () => {
  const error = new Error("the host failed");
  let kept: { exec(): void } | undefined;
  const working = withTransactionHandle({ exec: () => {} }, async (tx) => {
    kept = tx as { exec(): void };
    kept.exec();
    throw error;
  });
  await expect(working).rejects.toBe(error);
  expect(() => kept?.exec()).toThrow("after it has timed out");
});
