// Several tabs together poll about as often as one, and none of them polls for ever.
import { describe, expect, test } from "vitest";
import type { Answer } from "../test/scripted-client.ts";
import { wait } from "../test/store-bench.ts";
import { pollsOf, SECOND, useTabs, visit } from "../test/tab-pages.ts";

useTabs();

describe("polling in several tabs", () => {
  test("two windows show a held payment, and the poll of one causes none of the other", async () => {
    const answers: Answer[] = ["on_its_way"];
    const pages = [visit(answers), visit(answers)];
    pages[0]?.act("pay");
    await wait(5_000);
    answers[0] = "held";
    await wait(10_000);
    expect(pages.map(({ phase }) => phase())).toEqual(["held", "held"]);
    const before = pollsOf(pages);
    pages[0]?.tab.dispatch("focus");
    await wait(3_600_000);
    expect(pollsOf(pages) - before).toBe(1);
  });

  test("[B08] eight windows poll together about as often as one, and all show the end", async () => {
    const answers: Answer[] = ["on_its_way"];
    const pages = Array.from({ length: 8 }, () => visit(answers));
    for (const { client } of pages) {
      const { status } = client;
      client.status = async (...call) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return await status(...call);
      };
    }
    pages[0]?.act("pay");
    await wait(3_000);
    const before = pollsOf(pages);
    await wait(30_000);
    expect(pollsOf(pages) - before).toBeLessThanOrEqual(16);
    answers[0] = "paid";
    await wait(3_000);
    expect(new Set(pages.map(({ phase }) => phase()))).toEqual(new Set(["applied"]));
  });

  test("a tab with a long pause is not delayed by a tab that polls another payment often", async () => {
    const answers: Answer[] = [{ on_its_way: true, retry_after_ms: 8_000 }];
    const [seldom, often] = [
      visit(answers),
      visit([{ payment_id: "pmt_2", on_its_way: true }], {}, [SECOND]),
    ];
    seldom.act("pay");
    often.act("pay");
    await wait(5_000);
    answers[0] = "paid";
    await wait(10_000);
    expect([seldom.phase(), often.phase()]).toEqual(["applied", "confirming"]);
  });

  test("a tab with slow responses follows the second payment of another tab, with one poll at a time", async () => {
    const answers: Answer[] = ["on_its_way"];
    const [slow, quick] = [visit(answers), visit(answers)];
    quick.act("pay");
    await wait(5_000);
    answers[0] = "failed";
    await wait(10_000);
    expect([slow.phase(), quick.phase()]).toEqual(["failed", "failed"]);
    answers[0] = "on_its_way";
    slow.client.hold = true;
    const before = slow.client.polls.length;
    quick.wake();
    await wait(20_000);
    expect(slow.client.polls.length - before).toBeLessThanOrEqual(1);
    slow.client.release();
    await wait(0);
    expect(slow.phase()).toBe("confirming");
  });
});
