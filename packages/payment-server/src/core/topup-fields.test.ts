/** Each field of a topup is checked where it is read, and a wrong one is named with the fix. */
import { describe, expect, test } from "vitest";
import { topup } from "../../test/money-rule.ts";
import { PaymentError } from "../errors.ts";
import type { Host, Topup } from "./host.ts";
import { readNamedTopup, readTopup, unavailable } from "./topup.ts";

/** A host whose readTopup() returns or throws this, as a program without types may. */
function hostOf(readTopupOfHost: () => unknown) {
  return {
    host: { readTopup: async () => (await readTopupOfHost()) as Topup | null } as unknown as Host,
    sleep: async () => await new Promise<void>(() => undefined),
    ticks: () => 0,
    ends_at: Number.POSITIVE_INFINITY,
  };
}

const returning = (fields: Record<string, unknown>) => hostOf(() => ({ ...topup({}), ...fields }));

describe("a topup with a wrong field is refused:", () => {
  test.each<[field: string, values: unknown[], sentence: string]>([
    ["user_id", [undefined, null, "", 7], "`user_id` is not a non-empty string"],
    [
      "credits",
      [undefined, null, "500", 500n, Number.NaN, Number.POSITIVE_INFINITY],
      "`credits` is not a finite number",
    ],
    ["usd_cents", [undefined, null, "5000", 5_000n], "`usd_cents` is not a number"],
    ["status", [undefined, null, 1, true], "`status` is not a string"],
  ])("%s", async (field, values, sentence) => {
    for (const value of values) {
      const error = {
        code: "host_invalid",
        message: `readTopup() returned a topup whose ${sentence}.`,
      };
      await expect(readTopup(returning({ [field]: value }), "tu_1")).rejects.toMatchObject(error);
      await expect(readNamedTopup(returning({ [field]: value }), "tu_1")).rejects.toMatchObject(
        error,
      );
    }
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
    expect(() => unavailable(cause)).toThrow(expect.objectContaining({ cause }));
    const ours = new PaymentError("host_invalid", "readTopup() returned a number.");
    expect(() => unavailable(ours)).toThrow(ours);
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
