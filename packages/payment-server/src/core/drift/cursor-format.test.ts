/** The text of a drift report's cursor: it is written, read back, and refused if it is not ours. */
import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor, type DriftPosition } from "./cursor.ts";

const WINDOW = { since: 1_795_000_000_000, until: 1_795_392_000_000 };

test.each<[text: string, position: DriftPosition]>([
  ["p:0:dodo", { book: "provider", provider: "dodo", page: 0 }],
  ["p:17:till_2", { book: "provider", provider: "till_2", page: 17 }],
  // The id of a provider is the host's choice.
  ["p:3:a:b", { book: "provider", provider: "a:b", page: 3 }],
  [
    "r:1795391999999:pmt_1",
    { book: "rows", after: { created_at: 1_795_391_999_999, id: "pmt_1" } },
  ],
  // The first page of the rows begins behind no id.
  ["r:1795392000000:", { book: "rows", after: { created_at: 1_795_392_000_000, id: "" } }],
])("a cursor that ends in %s continues where the report stopped", (text, position) => {
  const cursor = encodeCursor({ window: WINDOW, position });
  expect(cursor).toBe(`1795000000000:1795392000000:${text}`);
  expect(decodeCursor(cursor)).toEqual({ window: WINDOW, position });
});

test("a window from the beginning of time is kept", () => {
  const cursor = {
    window: { since: 0, until: 1 },
    position: { book: "rows", after: { created_at: 1, id: "x" } },
  } as const;
  expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
});

describe("it is refused", () => {
  test.each([
    ["if it is empty", ""],
    ["without a position", "0:5"],
    ["without an id", "0:5:r:5"],
    ["for a book that does not exist", "0:5:x:5:pmt_1"],
    ["for two books", "0:5:rp:5:pmt_1"],
    ["with a negative start", "-1:5:r:5:pmt_1"],
    ["with a fraction", "0:5.5:r:5:pmt_1"],
    ["with a page that is no number", "0:5:p:first:dodo"],
    ["with a time that is no safe integer", "0:5:r:9999999999999999:pmt_1"],
    ["with an id of 201 characters", `0:5:r:5:${"a".repeat(201)}`],
    ["with a line break in the id", "0:5:r:5:pmt\n1"],
    ["with a space before it", " 0:5:r:5:pmt_1"],
    ["as the cursor of another list", "NTpwbXRfMQ"],
  ])("%s", (_, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(
      expect.objectContaining({
        code: "invalid_cursor",
        message: "`cursor` must be the `next_cursor` of an earlier page.",
      }),
    );
  });
});
