// Several tabs that open, sleep, wake, lose their connection and close in a random order.
import { expect, test, vi } from "vitest";
import { CHECKOUT, failure, type Answer } from "../test/scripted-client.ts";
import { wait } from "../test/store-bench.ts";
import { pollsOf, remembered, useTabs, visit, type Page } from "../test/tab-pages.ts";

const { status_url } = CHECKOUT;
useTabs();

test("in any order of events an open payment is remembered, and an ended one is forgotten", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const draw = dice(seed);
    vi.spyOn(Math, "random").mockImplementation(() => draw([0, 0.3, 0.6, 0.9]));
    const answers: Answer[] = ["on_its_way"];
    const first = visit(answers, {}, [
      draw([CHECKOUT, failure("payment_processing", 409, { status_url })]),
    ]);
    const pages = new Set([first]);
    first.act("pay");
    await wait(100);
    for (let step = 0; step < 12; step++) {
      const page = draw([...pages]);
      const { tab, client, wake, leave } = page;
      draw([
        () => pages.size < 4 && pages.add(visit(answers)),
        () => (tab.hidden = true),
        wake,
        () => (client.status_answers = [failure("network")]),
        () => (client.status_answers = answers),
        () => pages.size > 1 && pages.delete(page) && leave(),
        () => (answers[0] = draw<Answer>(["on_its_way", "crediting", "held"])),
      ])();
      await wait(draw([10, 2_000, 30_000]));
    }
    await wakeAll(pages, answers);
    expect([seed, remembered()]).toEqual([seed, "pmt_1"]);
    const before = pollsOf([...pages]);
    await wait(3_600_000);
    expect([seed, pollsOf([...pages]) - before < 200]).toEqual([seed, true]);
    answers[0] = draw<Answer>(["paid", "failed", "canceled"]);
    await wakeAll(pages, answers);
    expect([seed, remembered(), new Set([...pages].map(({ phase }) => phase())).size]).toEqual([
      seed,
      undefined,
      1,
    ]);
    for (const { leave } of pages) leave();
  }
});

async function wakeAll(pages: ReadonlySet<Page>, answers: Answer[]): Promise<void> {
  for (const page of pages) {
    page.client.status_answers = answers;
    page.wake();
    await wait(2_000);
  }
  await wait(5_000);
}

/** Returns a function that draws one item of a list. The same seed gives the same draws. */
function dice(seed: number): <Item>(list: readonly Item[]) => Item {
  let state = seed * 7_919;
  return (list) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const drawn = list[(state >> 8) % list.length];
    if (drawn === undefined) throw new Error("nothing to draw from");
    return drawn;
  };
}
