// What a developer reads in the console.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as DeveloperLog from "./developer-log.ts";
import { PaymentClientError } from "./errors.ts";
import { hints } from "./hints.ts";

let log: typeof DeveloperLog.logForDeveloper;
const lines: unknown[][] = [];

beforeEach(async () => {
  vi.resetModules();
  ({ logForDeveloper: log } = await import("./developer-log.ts"));
  lines.length = 0;
  vi.spyOn(console, "error").mockImplementation((...line) => void lines.push(line));
});

afterEach(() => vi.restoreAllMocks());

test("an error is written with its code, its hint and its cause, once for all buttons", async () => {
  const cause = new Error("the session store is down");
  const error = new PaymentClientError("topup_not_created", { cause });
  await log(error);
  await log(new PaymentClientError("topup_not_created", { cause }));
  expect(lines).toEqual([
    [`<dodo-topup-button> topup_not_created: ${hints["topup_not_created"]}`, cause],
  ]);
});

test("another cause of the same error is written as well", async () => {
  await log(new PaymentClientError("topup_not_created", { cause: new Error("one") }));
  await log(new PaymentClientError("topup_not_created", { cause: new Error("two") }));
  expect(lines).toHaveLength(2);
});

test("an error of the server has a sentence of its own, and the element that met it is named", async () => {
  const error = new PaymentClientError("product_mismatch", {}, "Check DODO_PRODUCT_ID.");
  await log(error, "dodo-payments-desk");
  expect(lines).toEqual([["<dodo-payments-desk> product_mismatch: Check DODO_PRODUCT_ID.", error]]);
});
