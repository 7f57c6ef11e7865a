// How the hosted checkout page and the tool page look in a real browser.
import { describe, expect, test } from "vitest";
import { useBench } from "./bench.ts";
import { accessibilityProblems, screenshot, scrollsSideways, smallTargets } from "./page.ts";

const bench = useBench();
const { createSession, visit } = bench;

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  test.each([
    ["a desktop", { width: 1280 }],
    ["a phone of 320 px", { width: 320, height: 640 }],
    ["a phone of 320 px with text at 200 %", { width: 320, height: 640, text: "200%" }],
  ] as const)(
    "the checkout on %s is accessible, does not scroll sideways and has large targets",
    async (name, look) => {
      const page = await visit((await createSession()).checkout_url, { ...look, scheme });
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(await smallTargets(page)).toEqual([]);
      await screenshot(page, `checkout-${scheme}-${name.replace(/\W+/g, "-")}`);
      await page.close();
    },
  );

  test("the tool page is accessible, does not scroll sideways and has large targets", async () => {
    const { session_id } = await createSession();
    await bench.dodo.pay(session_id);
    for (const look of [{ width: 1280 }, { width: 320, text: "200%" }] as const) {
      const page = await visit(`${bench.dodo.url}/`, { ...look, scheme });
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(await smallTargets(page)).toEqual([]);
      await screenshot(page, `tool-${scheme}-${look.width}`);
      await page.close();
    }
  });
});

test("a page that reads from right to left mirrors without scrolling sideways", async () => {
  const page = await visit((await createSession()).checkout_url, { width: 390 });
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  expect(await scrollsSideways(page)).toBe(false);
  const [label, figure] = await page.$eval(".sums .sum", (row) =>
    [...row.children].map((part) => part.getBoundingClientRect().left),
  );
  expect(label).toBeGreaterThan(figure ?? 0);
  await screenshot(page, "checkout-rtl");
  await page.close();
});

test("the policy allows the one stylesheet and no other, and a violation would be recorded", async () => {
  const page = await visit((await createSession()).checkout_url);
  expect(await page.$eval(".main", (button) => getComputedStyle(button).backgroundColor)).not.toBe(
    "rgba(0, 0, 0, 0)",
  );
  expect(bench.problems).toEqual([]);
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await expect.poll(() => bench.problems.splice(0).join("\n")).toContain("policy: style-src-attr");
  await page.close();
});
