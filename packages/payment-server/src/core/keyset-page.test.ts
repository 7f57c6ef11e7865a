import { describe, expect, test } from "vitest";
import { readPage, type Page } from "./keyset-page.ts";
import type { PageRequest, Position } from "./storage-records.ts";

interface Row {
  id: string;
  created_at: number;
}

/** Reads a page of `rows`, newest first, and collects the requests to the storage. */
function createReader(rows: readonly Row[]) {
  const requests: PageRequest<object>[] = [];
  const list = async (page: PageRequest<object>): Promise<Row[]> => {
    requests.push(page);
    const { after, limit } = page;
    return rows
      .filter(
        ({ id, created_at }) =>
          after === null ||
          created_at < after.created_at ||
          (created_at === after.created_at && id < after.id),
      )
      .slice(0, limit);
  };
  const read = async (cursor: string | null, limit: number): Promise<Page<Row>> =>
    await readPage(list, ({ id }) => id, { filter: { user_id: "ada" }, cursor, limit });
  return { read, requests };
}

/** Returns the position behind which the storage continues for this cursor. */
async function positionOf(cursor: string): Promise<Position | null | undefined> {
  const { read, requests } = createReader([]);
  await read(cursor, 10);
  return requests[0]?.after;
}

const cursorOf = (text: string): string =>
  Buffer.from(text, "latin1").toString("base64url").replace(/=+$/, "");

describe("a page", () => {
  const rows = [9, 7, 7, 4, 1].map((created_at, index) => ({ id: `pmt_${5 - index}`, created_at }));

  test.each([1, 2, 3, 4, 5, 6])(
    "of %i rows leads to every row once, rows of one time included",
    async (limit) => {
      const { read } = createReader(rows);
      const seen: Row[] = [];
      let cursor: string | null = null;
      let pages = 0;
      do {
        const page: Page<Row> = await read(cursor, limit);
        seen.push(...page.items);
        cursor = page.next_cursor;
        pages += 1;
      } while (cursor !== null && pages < 10);
      expect(seen).toEqual(rows);
      expect(pages).toBe([5, 3, 2, 2, 1, 1][limit - 1]);
    },
  );

  test("that ends with the last row names no next one, although it is full", async () => {
    const { read, requests } = createReader(rows);
    expect(await read(null, 5)).toEqual({ items: rows, next_cursor: null });
    expect(requests).toEqual([{ filter: { user_id: "ada" }, after: null, limit: 6 }]);
  });

  test("of an empty list is empty and the last", async () => {
    expect(await createReader([]).read(null, 5)).toEqual({ items: [], next_cursor: null });
  });
});

describe("the cursor", () => {
  test.each([
    [
      "pmt_AAAAAAAAAAAAAAAAAAAAAA",
      1_795_392_000_000,
      "MTc5NTM5MjAwMDAwMDpwbXRfQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ",
    ],
    // An event id contains the character that separates both parts.
    ["dodo:msg_1", 0, "MDpkb2RvOm1zZ18x"],
  ])("of %s at %i is URL-safe text, and is read back", async (id, created_at, cursor) => {
    const rows = [id, "last"].map((name) => ({ id: name, created_at }));
    const { next_cursor } = await createReader(rows).read(null, 1);
    expect(next_cursor).toBe(cursor);
    expect(await positionOf(cursor)).toEqual({ created_at, id });
  });

  test("of every length needs no padding and no character that a URL escapes", async () => {
    for (let length = 1; length <= 200; length += 1) {
      const id = "_-:9zZ".repeat(34).slice(0, length);
      const { next_cursor } = await createReader([
        { id, created_at: 5 },
        { id: "", created_at: 1 },
      ]).read(null, 1);
      expect(next_cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(await positionOf(next_cursor ?? "")).toEqual({ created_at: 5, id });
    }
  });

  test.each([
    ["an empty text", ""],
    ["padding", "MDpkb2RvOm1zZ18xOQ=="],
    ["the alphabet that is not URL-safe", "MDo/+/8"],
    ["a space", "MDpk b2Rv"],
    ["a length that base64 never has", "MDpkb"],
    ["another alphabet", "ÄÖÜ"],
    ["no separator", cursorOf("12345")],
    ["no time", cursorOf(":pmt_1")],
    ["no id", cursorOf("12345:")],
    ["a negative time", cursorOf("-5:pmt_1")],
    ["a fraction", cursorOf("1.5:pmt_1")],
    ["a time in hexadecimal", cursorOf("0x5:pmt_1")],
    ["a time that is no safe integer", cursorOf("9999999999999999:pmt_1")],
    ["an id with a quote", cursorOf("5:pmt_'1")],
    ["an id with a line break", cursorOf("5:pmt_1\n")],
    ["an id with a NUL", cursorOf("5:pmt_\u0000")],
    ["an id of 201 characters", cursorOf(`5:${"a".repeat(201)}`)],
    ["the drift report's cursor", "0:5:r:5:pmt_1"],
  ])("is refused with %s, and the storage is not read", async (_, cursor) => {
    const { read, requests } = createReader([]);
    await expect(read(cursor, 10)).rejects.toMatchObject({
      code: "invalid_cursor",
      message: "`cursor` must be the `next_cursor` of an earlier page.",
    });
    expect(requests).toEqual([]);
  });
});
