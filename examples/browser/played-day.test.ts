// The short form of `pnpm played-day`.
import { expect, test } from "vitest";
import { startBrowser } from "./page.ts";
import { playDay } from "./played-day.ts";

test("[O05] [N01] what needs a person after a day of troubles is the same in the desk, the command line and the notices, and is ended from each", async () => {
  const browser = await startBrowser();
  const { before, after, ended, ...found } = await playDay(browser, 20).finally(
    async () => await browser.close(),
  );
  expect(found).toMatchObject({ surprises: [], drift: 0, problems: [] });
  const listed = before["the desk"];
  expect(listed).toHaveLength(11);
  expect(before).toEqual({ "the desk": listed, "the command line": listed, notices: listed });
  expect(ended).toEqual({ "the desk": 4, "the command line": 4, notices: 3 });
  expect(after).toEqual({ "the desk": [], "the command line": [], notices: [] });
});
