/** Each field of a topup is checked where it is read, and a wrong one is named with the fix. */
import { describe, expect, test } from "vitest";
import { topup } from "../../test/money-rule.ts";
import { PaymentError } from "../errors.ts";
import type { Host, Topup } from "./host.ts";
import { createMistakes } from "./mistakes.ts";
import { readNamedTopup, readOwnTopup, readTopup, unavailable } from "./topup.ts";

const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A host whose readTopup() returns or throws this, as a program without types may. */
function hostOf(readTopupOfHost: () => unknown) {
  return {
    host: { readTopup: async () => (await readTopupOfHost()) as Topup | null } as unknown as Host,
    mistakes: createMistakes(Date.now, silentLogger),
    sleep: async () => await new Promise<void>(() => undefined),
    ticks: () => 0,
    ends_at: Number.POSITIVE_INFINITY,
  };
}

const returning = (fields: Record<string, unknown>) => hostOf(() => ({ ...topup({}), ...fields }));

describe("a topup with a wrong field is refused:", () => {
  test.each<[field: string, values: [value: unknown, came: string][], wanted: string]>([
    [
      "topup_id",
      [
        [undefined, "is missing"],
        [7, "is 7"],
      ],
      "it must be the id that was passed, as a string",
    ],
    [
      "user_id",
      [
        [undefined, "is missing"],
        [null, "is null"],
        ["", "is an empty string"],
        [7, "is 7"],
        [{}, "is an object"],
      ],
      "it must be a string of at least one character, such as String(row.user_id)",
    ],
    [
      "credits",
      [
        [undefined, "is missing"],
        [null, "is null"],
        ["500", "is a string"],
        [500n, "is a bigint"],
        [Number.NaN, "is NaN"],
        [Number.POSITIVE_INFINITY, "is Infinity"],
      ],
      "it must be a finite number, such as Number(row.credits)",
    ],
    [
      "usd_cents",
      [
        [undefined, "is missing"],
        [null, "is null"],
        ["5000", "is a string"],
        [5_000n, "is a bigint"],
      ],
      "it must be a whole number of US cents, such as Number(row.usd_cents)",
    ],
    [
      "status",
      [
        [undefined, "is missing"],
        [null, "is null"],
        [1, "is 1"],
        [true, "is true"],
      ],
      "it must be a string, `pending` until the topup is credited and `paid` from then on",
    ],
  ])("[F28] %s, and the sentence says what came", async (field, values, wanted) => {
    for (const [value, came] of values) {
      const error = {
        code: "host_invalid",
        message: `readTopup() returned a topup whose \`${field}\` ${came}; ${wanted}.`,
      };
      const host = returning({ [field]: value });
      await expect(readTopup(host, "tu_1")).rejects.toMatchObject(error);
      await expect(readOwnTopup(host, "tu_1", "ada")).rejects.toMatchObject(error);
      if (field !== "topup_id")
        await expect(readNamedTopup(host, "tu_1")).rejects.toMatchObject(error);
    }
  });

  test.each([
    ["topup_id", { topupId: "tu_1" }],
    ["user_id", { userId: "ada" }],
    ["usd_cents", { usdCents: 500 }],
    ["usd_cents", { USD_CENTS: 500 }],
  ])("[F28] a `%s` of another spelling is named: %j", async (field, row) => {
    const fields = { ...topup({}), [field]: undefined, ...row };
    await expect(
      readTopup(
        hostOf(() => fields),
        "tu_1",
      ),
    ).rejects.toThrow(`\`${field}\` is missing (it has \`${Object.keys(row)[0]}\`)`);
  });

  test.each([
    [[], "a list; return its first row, or null if it is empty"],
    [[topup({})], "a list; return its first row, or null if it is empty"],
    [{ rows: [topup({})] }, "a query's result; return `rows[0] ?? null`"],
    ["tu_1", "a string; return the topup or null"],
    [true, "true; return the topup or null"],
    [() => null, "a function; return the topup or null"],
  ])("[F28] what is no row is described: %j", async (value, came) => {
    await expect(
      readTopup(
        hostOf(() => value),
        "tu_1",
      ),
    ).rejects.toThrow(`readTopup() returned ${came}.`);
  });

  test.each([
    { credits: 0 },
    { credits: -1 },
    { credits: 0.5 },
    { status: "" },
    { status: "gone" },
  ])("but not one with %j, which only the host can judge", async (fields) => {
    expect(await readTopup(returning(fields), "tu_1")).toMatchObject(fields);
  });

  test("further fields of the host's row are no error", async () => {
    expect(await readTopup(returning({ email: "ada@example.com" }), "tu_1")).toMatchObject({
      topup_id: "tu_1",
    });
  });
});

describe("a topup with another id", () => {
  const loose = returning({ topup_id: "TU_1" });

  test("is the host's mistake where the id comes from the host or from our row", async () => {
    await expect(readTopup(loose, "tu_1")).rejects.toMatchObject({
      code: "host_invalid",
      message: expect.stringContaining("`topup_id`"),
    });
  });

  test("[F26] is no topup where the id comes from a buyer", async () => {
    expect(await readOwnTopup(loose, "tu_1", "ada")).toBeNull();
  });

  test("is no topup where the id comes from metadata, which anyone may have written", async () => {
    expect(await readNamedTopup(loose, "tu_1")).toBeNull();
    const wrong = returning({ topup_id: "TU_1", credits: "many" });
    expect(await readNamedTopup(wrong, "tu_1")).toBeNull();
  });
});

describe("a topup that does not exist is `null`", () => {
  test.each([null, undefined])("if the host returns %j", async (value) => {
    expect(
      await readTopup(
        hostOf(() => value),
        "tu_1",
      ),
    ).toBeNull();
    expect(
      await readNamedTopup(
        hostOf(() => value),
        "tu_1",
      ),
    ).toBeNull();
  });

  test.each([{ status: 404 }, { statusCode: 404 }, new Response(null, { status: 404 })])(
    "if the host throws an error of status 404 (case %#)",
    async (error) => {
      const context = hostOf(() => Promise.reject(error));
      expect(await readTopup(context, "tu_1")).toBeNull();
    },
  );
});

describe("a host that fails", () => {
  test.each([new Error("password=secret"), "a text", null, undefined, { status: "404" }])(
    "with %s is to be called again, and its own text stays in the log",
    async (thrown) => {
      const failing = readTopup(
        hostOf(() => Promise.reject(thrown)),
        "tu_1",
      );
      await expect(failing).rejects.toMatchObject({
        code: "host_unavailable",
        message: expect.not.stringContaining("secret"),
        retry_after_ms: 5_000,
      });
    },
  );

  test("keeps its error as the cause, and an error of ours as it is", () => {
    const cause = new Error("connection refused");
    expect(() => unavailable("readTopup()", cause)).toThrow(expect.objectContaining({ cause }));
    const ours = new PaymentError("host_invalid", "readTopup() returned a number.");
    expect(() => unavailable("readTopup()", ours)).toThrow(ours);
  });

  test("is not called at all when the request has no time left", async () => {
    let calls = 0;
    const context = { ...hostOf(() => (calls += 1)), ticks: () => 100, ends_at: 100 };
    await expect(readTopup(context, "tu_1")).rejects.toMatchObject({
      code: "host_unavailable",
    });
    expect(calls).toBe(0);
  });
});
