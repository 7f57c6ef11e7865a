import { describe, expect, test } from "vitest";
import type { PaymentFilter } from "./core/storage-records.ts";
import { listRequest } from "./list-request.ts";

const NAMES = ["user_id", "topup_id", "status"] as const;

function request(filter: object, page: { cursor?: string; limit?: number } = {}): unknown {
  try {
    return listRequest(filter as PaymentFilter, NAMES, page);
  } catch (error) {
    return error;
  }
}

test("a page of 50 rows from the first one on, if nothing else is asked for", () => {
  expect(request({})).toEqual({ filter: {}, cursor: null, limit: 50 });
  expect(request({ user_id: "ada" }, { cursor: "next", limit: 7 })).toEqual({
    filter: { user_id: "ada" },
    cursor: "next",
    limit: 7,
  });
});

test.each([
  [0, 1],
  [-5, 1],
  [1, 1],
  [2.9, 2],
  [200, 200],
  [201, 200],
  [Number.POSITIVE_INFINITY, 200],
])("a limit of %f becomes %i", (limit, rows) => {
  expect(request({}, { limit })).toMatchObject({ limit: rows });
});

test("a limit that is not a number is refused", () => {
  expect(request({}, { limit: Number.NaN })).toMatchObject({
    code: "invalid_request",
    message: "`limit` must be a number from 1 to 200.",
  });
});

test("a filter that is set to undefined does not filter", () => {
  expect(request({ user_id: undefined, status: "paid" })).toMatchObject({
    filter: { status: "paid" },
  });
  expect(
    Object.keys(Object(Reflect.get(Object(request({ user_id: undefined })), "filter"))),
  ).toEqual([]);
});

describe("a filter is refused", () => {
  test.each<object>([{ email: "a@b.c" }, { "user_id = '' OR 1": "1" }, { constructor: "x" }])(
    "by its name: %j",
    (filter) => {
      expect(request(filter)).toMatchObject({
        code: "invalid_request",
        message: "There is no such filter; there are user_id, topup_id, status.",
      });
    },
  );

  test.each(["", "a\0", "a".repeat(501), "\ud83d"])("for the value %j", (topup_id) => {
    expect(request({ user_id: "ada", topup_id })).toMatchObject({
      code: "invalid_request",
      message: "The filter `topup_id` is empty, or no id can have its characters or its length.",
    });
  });
});
