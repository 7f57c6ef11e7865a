import { describe, expect, test } from "vitest";
import { createBench, start } from "../../test/bench.ts";
import { queueOne, statesOf } from "../../test/deliveries.ts";
import { press, visit, wordsOf } from "../../test/visits.ts";

describe("a button of a delivery leads back to it", () => {
  test.each([
    ["resend", {}, 1, "delivered"],
    ["duplicate", {}, 2, "delivered"],
    ["lose", {}, 0, "lost"],
    ["delay", { seconds: "90" }, 0, "waiting"],
    ["delay", {}, 0, "waiting"],
  ])("%s with %j sends %i times, and it is %s", async (action, fields, count, state) => {
    const bench = createBench();
    await queueOne(bench);
    const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
    expect(await press(bench, action, { id, ...fields })).toMatchObject({
      status: 303,
      location: `/?open=${id}#${id}`,
    });
    expect([bench.received.length, statesOf(bench)]).toEqual([count, [state]]);
    if (action === "delay")
      expect(bench.dodo.deliveries[0]?.next_attempt_at).toBe(
        start + 1000 * Number("seconds" in fields ? fields.seconds : 0),
      );
  });
});

describe("the faults of the next deliveries", () => {
  test.each([
    [
      { lose: "2", duplicate: "1", seconds: "3" },
      { lose: 2, duplicate: 1, delay_ms: 3000 },
    ],
    [{}, { lose: 0, duplicate: 0, delay_ms: 0 }],
    [
      { lose: " 7 ", duplicate: "", seconds: "0" },
      { lose: 7, duplicate: 0, delay_ms: 0 },
    ],
    [{ seconds: "999999" }, { delay_ms: 999_999_000 }],
  ])("%j are %j", async (fields, faults) => {
    const bench = createBench();
    expect(await press(bench, "faults", { ...fields })).toMatchObject({
      status: 303,
      location: "/#faults",
    });
    expect(bench.dodo.faults.webhooks).toMatchObject(faults);
  });

  test.each([{ lose: "-1" }, { duplicate: "1.5" }, { seconds: "x" }, { lose: "1234567" }])(
    "%j is refused",
    async (fields) => {
      const page = await press(createBench(), "faults", fields);
      expect([page.status, wordsOf(page)]).toEqual([
        400,
        expect.stringContaining("give a whole number"),
      ]);
    },
  );

  test("are shown on the page", async () => {
    const bench = createBench();
    await press(bench, "faults", { lose: "2", duplicate: "5", seconds: "7" });
    const { text } = await visit(bench, "/");
    for (const [name, value] of [
      ["lose", "2"],
      ["duplicate", "5"],
      ["seconds", "7"],
    ])
      expect(text).toMatch(new RegExp(`name="${name}" value="${value}"`));
  });
});

describe("the webhook target", () => {
  test.each([
    ["http://localhost:3000/hook", "http://localhost:3000/hook"],
    [" https://shop.test/hook ", "https://shop.test/hook"],
    ["", null],
    ["  ", null],
  ])("of %j is %s", async (url, target) => {
    const bench = createBench();
    expect(await press(bench, "target", { url })).toMatchObject({ status: 303, location: "/" });
    expect(bench.dodo.webhook_url).toBe(target);
  });

  test.each(["shop.test", "ftp://shop.test", "javascript:alert(1)", "http//shop", "/hook"])(
    "of %j is refused, and stays what it was",
    async (url) => {
      const bench = createBench();
      const page = await press(bench, "target", { url });
      expect([page.status, wordsOf(page)]).toEqual([
        422,
        expect.stringContaining("the webhook target must be an http or https URL"),
      ]);
      expect(bench.dodo.webhook_url).toBe("http://shop.test/webhook");
    },
  );
});
