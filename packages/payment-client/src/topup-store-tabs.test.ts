// Several tabs, none of which is notified of its own writes, as in a real browser. Nothing that one
// tab does may lose an open payment for the others, or bring an ended one back.
import { describe, expect, test } from "vitest";
import { CHECKOUT, failure, type Answer } from "../test/scripted-client.ts";
import { wait } from "../test/store-bench.ts";
import { remembered, SECOND, useTabs, visit } from "../test/tab-pages.ts";

const { status_url } = CHECKOUT;
useTabs();

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

  test("that a page was given by its `status_url`, while the next page was not", async () => {
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

  test("that another tab has left for, when this tab wakes after the end of its own", async () => {
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

  test("that another tab has opened while this one waits for the answer to its poll", async () => {
    const waiting = visit(["pending"]);
    waiting.act("pay");
    await wait(0);
    waiting.client.hold = true;
    waiting.wake();
    await wait(5_000);
    const second: Answer = { payment_id: "pmt_2", on_its_way: true };
    const paying = visit(["pending", "pending", second], {}, [SECOND]);
    await wait(0);
    paying.act("pay");
    await wait(0);
    expect([paying.client.creates.length, remembered()]).toEqual([1, "pmt_2"]);
    waiting.client.status_answers = ["on_its_way"];
    waiting.client.release();
    await wait(0);
    expect([waiting.phase(), remembered()]).toEqual(["confirming", "pmt_2"]);
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

describe("an ended payment stays forgotten", () => {
  test("while the polls of another tab fail", async () => {
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

  test("when a hidden tab wakes: a page without a payment starts to follow none", async () => {
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
    expect([asleep.phase(), fresh.phase(), fresh.client.polls]).toEqual(["applied", "idle", []]);
  });
});
