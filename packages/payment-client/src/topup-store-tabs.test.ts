// Several tabs, each as deaf to itself as a real one: what one of them does must neither lose a payment for the others, nor bring an ended one back, nor make them ask for ever.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  CHECKOUT,
  failure,
  scriptedClient,
  type Answer,
  type ScriptedClient,
} from "../test/scripted-client.ts";
import { stubTabs, type Tab, type Tabs } from "../test/tabs.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { TopupState } from "./topup-state.ts";
import type { Checkout } from "./wire.ts";

const KEY = "dodo-topup:/v1/payment:#pack-small";
const SECOND: Checkout = {
  ...CHECKOUT,
  payment_id: "pmt_2",
  status_url: CHECKOUT.status_url.replace("ref_1", "ref_2"),
};
const { status_url } = CHECKOUT;
const wait = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

interface Page {
  tab: Tab;
  client: ScriptedClient;
  phase: () => TopupState["phase"];
  act: (verb: "pay" | "reset") => void;
  /** Gone: reloaded, left or closed. */
  leave: () => void;
  /** Seen by the buyer again. */
  wake: () => void;
}

let tabs: Tabs;
beforeEach(() => {
  vi.useFakeTimers();
  tabs = stubTabs();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Answers may be shared by pages: then they are of one payment. */
function visit(
  answers: Answer[],
  options: Partial<TopupStoreOptions> = {},
  create: ScriptedClient["create"] = [CHECKOUT],
  tab: Tab = tabs.open(),
): Page {
  const client = scriptedClient({ status_answers: answers, create });
  const [store, leave] = tab.run((): [TopupStore, () => void] => {
    const store = createTopupStore({
      client,
      createTopup: () => "tu_made",
      id: "pack-small",
      onCheckout: () => false,
      ...options,
    });
    return [store, store.connect()];
  });
  const wake = (): void => {
    tab.hidden = false;
    tab.dispatch("visibilitychange");
  };
  return {
    tab,
    client,
    phase: () => store.$topup.get().phase,
    act: (verb) => void tab.run(() => store[verb]()),
    leave,
    wake,
  };
}

const remembered = (): unknown =>
  (JSON.parse(tabs.common.get(KEY) ?? "{}") as { payment_id?: string }).payment_id;
const looksOf = (pages: Page[]): number =>
  pages.reduce((sum, { client }) => sum + client.looks.length, 0);

describe("an open payment is not lost", () => {
  test.each([
    ["held", failure("payment_held", 409, { status_url }), "held"],
    ["slow money", failure("payment_processing", 409, { status_url }), "confirming"],
  ] as const)(
    "that a refusal has named: %s, and the page is closed at once",
    async (_, refusal, phase) => {
      const answers: Answer[] = [
        phase === "held" ? "held" : { on_its_way: true, retry_after_ms: 3_600_000 },
      ];
      const first = visit(answers, {}, [refusal]);
      first.act("pay");
      await wait(0);
      first.leave();
      const second = visit(answers);
      await wait(0);
      second.act("pay");
      await wait(0);
      expect([second.phase(), second.client.creates]).toEqual([phase, []]);
    },
  );

  test("that a page was given by its `status_url`, and the next one is not", async () => {
    visit(["held"], { status_url }).leave();
    const page = visit(["held"], { status_url });
    await wait(0);
    page.leave();
    const next = visit(["held"]);
    await wait(0);
    expect(next.phase()).toBe("held");
  });

  test("that was canceled, and then paid after all", async () => {
    const answers: Answer[] = ["canceled"];
    const page = visit(answers);
    page.act("pay");
    await wait(60_000);
    expect([page.phase(), remembered()]).toEqual(["canceled", undefined]);
    answers[0] = "held";
    page.wake();
    await wait(0);
    expect([page.phase(), remembered()]).toEqual(["held", "pmt_1"]);
  });

  test("that another tab has left for, when this one wakes to the end of its own", async () => {
    const waiting = visit(["on_its_way"]);
    waiting.act("pay");
    await wait(0);
    waiting.tab.hidden = true;
    const paying = visit(["paid"], { onCheckout: () => true, navigate: () => {} }, [SECOND]);
    await wait(0);
    paying.act("pay");
    await wait(0);
    paying.leave();
    waiting.client.status_answers = ["paid"];
    await wait(5_000);
    waiting.wake();
    await wait(0);
    expect([waiting.phase(), remembered()]).toEqual(["applied", "pmt_2"]);
    const third = visit([{ payment_id: "pmt_2", on_its_way: true }]);
    third.act("pay");
    await wait(0);
    expect([third.phase(), third.client.creates]).toEqual(["confirming", []]);
  });

  test("that could not be written while the storage was full", async () => {
    const page = visit(["on_its_way"]);
    const { setItem } = localStorage;
    localStorage.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    page.act("pay");
    await wait(0);
    localStorage.setItem = setItem;
    await wait(3_000);
    expect(remembered()).toBe("pmt_1");
  });
});

describe("what has ended stays forgotten", () => {
  test("while another tab asks and is not answered", async () => {
    const [here, there] = [visit(["on_its_way"]), visit(["on_its_way"])];
    here.act("pay");
    await wait(5_000);
    there.client.status_answers = [failure("network")];
    here.client.status_answers = ["paid"];
    await wait(10_000);
    expect(here.phase()).toBe("applied");
    await wait(60_000);
    expect([there.phase(), remembered()]).toEqual(["confirming", undefined]);
  });

  test("when a hidden tab wakes: a page that has nothing open is told of nothing", async () => {
    const answers: Answer[] = ["on_its_way"];
    const [asleep, awake] = [visit(answers), visit(answers)];
    asleep.act("pay");
    await wait(5_000);
    asleep.tab.hidden = true;
    answers[0] = "paid";
    await wait(5_000);
    awake.leave();
    const fresh = visit(answers);
    asleep.client.hold = true;
    asleep.wake();
    await wait(100);
    asleep.client.release();
    await wait(5_000);
    expect([asleep.phase(), fresh.phase(), fresh.client.looks]).toEqual(["applied", "idle", []]);
  });
});

describe("nobody asks for ever", () => {
  test("two windows show a payment that is held: neither asks because the other has asked", async () => {
    const answers: Answer[] = ["on_its_way"];
    const pages = [visit(answers), visit(answers)];
    pages[0]?.act("pay");
    await wait(5_000);
    answers[0] = "held";
    await wait(10_000);
    expect(pages.map(({ phase }) => phase())).toEqual(["held", "held"]);
    const before = looksOf(pages);
    pages[0]?.tab.dispatch("focus");
    await wait(3_600_000);
    expect(looksOf(pages) - before).toBe(1);
  });

  test("[B08] eight windows ask together as often as one, and all learn of the end", async () => {
    const answers: Answer[] = ["on_its_way"];
    const pages = Array.from({ length: 8 }, () => visit(answers));
    for (const { client } of pages) {
      const { status } = client;
      client.status = async (...asked) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return await status(...asked);
      };
    }
    pages[0]?.act("pay");
    await wait(3_000);
    const before = looksOf(pages);
    await wait(30_000);
    expect(looksOf(pages) - before).toBeLessThanOrEqual(16);
    answers[0] = "paid";
    await wait(3_000);
    expect(new Set(pages.map(({ phase }) => phase()))).toEqual(new Set(["applied"]));
  });

  test("a tab that may ask seldom is not put off by one that asks about another payment often", async () => {
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

  test("a tab whose answers are slow hears of a second try that another one waits for, and asks about it once at a time", async () => {
    const answers: Answer[] = ["on_its_way"];
    const [slow, quick] = [visit(answers), visit(answers)];
    quick.act("pay");
    await wait(5_000);
    answers[0] = "failed";
    await wait(10_000);
    expect([slow.phase(), quick.phase()]).toEqual(["failed", "failed"]);
    answers[0] = "on_its_way";
    slow.client.hold = true;
    const before = slow.client.looks.length;
    quick.wake();
    await wait(20_000);
    expect(slow.client.looks.length - before).toBeLessThanOrEqual(1);
    slow.client.release();
    await wait(0);
    expect(slow.phase()).toBe("confirming");
  });
});

test("whatever the tabs go through, an open payment is remembered, and an ended one forgotten by all that can ask", async () => {
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
    const before = looksOf([...pages]);
    await wait(3_600_000);
    expect([seed, looksOf([...pages]) - before < 200]).toEqual([seed, true]);
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

/** Draws one of a list, the same ones for the same seed. */
function dice(seed: number): <Item>(list: readonly Item[]) => Item {
  let state = seed * 7_919;
  return (list) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const drawn = list[(state >> 8) % list.length];
    if (drawn === undefined) throw new Error("nothing to draw from");
    return drawn;
  };
}
