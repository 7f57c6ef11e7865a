import { describe, expect, test } from "vitest";
import { createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { queueOne } from "../../test/deliveries.ts";
import { press, visit, type Visited, wordsOf } from "../../test/visits.ts";

/** The titles of the purchases on a page, each with whether it is open. */
function purchasesOn({ text }: Visited): [title: string, open: boolean][] {
  return [
    ...text.matchAll(
      /<details class="purchase" (open)?>\s*<summary>\s*<span class="head"\s*><b>(.*?)<\/b>/g,
    ),
  ].map(([, open, title]) => [title ?? "", open !== undefined]);
}

describe("the purchases", () => {
  test("are in groups: a checkout, its payments and their deliveries, newest first", async () => {
    const bench = createBench();
    const first = await openSession(bench.sdk, 1000);
    const declined = await bench.dodo.pay(first, { result: "failed" });
    bench.clock.advance(1000);
    await openSession(bench.sdk, 2000);
    const paid = await bench.dodo.pay(first);
    const page = await visit(bench, "/");
    expect(purchasesOn(page)).toEqual([
      ["Not paid yet", true],
      ["10.00 USD", false],
    ]);
    expect(wordsOf(page)).toContain("buyer@example.com · 2 deliveries, 2 not delivered");
    const [, , group = ""] = page.text.split("<details");
    const ids = [...group.matchAll(/<li class="card" id="([^"]*)"/g)].map(([, id]) => id);
    const [failed, succeeded] = bench.dodo.deliveries.map(({ delivery_id }) => delivery_id);
    expect(ids).toEqual([first, declined.payment_id, paid.payment_id, succeeded, failed]);
  });

  test("stay usable in any number: twenty on a page, which leads to the next", async () => {
    const bench = createBench();
    for (let i = 1; i <= 45; i += 1) {
      bench.clock.advance(1000);
      await bench.dodo.pay(await openSession(bench.sdk, i * 100));
    }
    const titles = async (path: string): Promise<string[]> =>
      purchasesOn(await visit(bench, path)).map(([title]) => title);
    const first = await titles("/");
    expect([first.length, first[0], first.at(-1)]).toEqual([20, "45.00 USD", "26.00 USD"]);
    const page = await visit(bench, "/?page=2");
    expect(page.text).toMatch(/href="\/\?q=&amp;page=1#purchases"\s*>Newer/);
    expect(page.text).toMatch(/href="\/\?q=&amp;page=3#purchases"\s*>Older/);
    expect(wordsOf(page)).toContain("Page 2 of 3, 45 purchases");
    expect(await titles("/?page=3")).toHaveLength(5);
    for (const [path, last] of [
      ["/?page=99", "1.00 USD"],
      ["/?page=x", "26.00 USD"],
      ["/?page=-1", "26.00 USD"],
    ] as const)
      expect((await titles(path)).at(-1)).toBe(last);
  });

  test("are found by any record: a button leads to its purchase, which is open", async () => {
    const bench = createBench();
    const oldest = await queueOne(bench);
    for (let i = 0; i < 30; i += 1) {
      bench.clock.advance(1000);
      await openSession(bench.sdk);
    }
    const delivery = bench.dodo.deliveries[0]?.delivery_id ?? "";
    for (const id of [oldest, delivery]) {
      const { location } = await press(bench, "delay", { id: delivery, seconds: "1" });
      expect(location).toBe(`/?open=${delivery}#${delivery}`);
      const page = await visit(bench, `/?open=${id}`);
      expect(wordsOf(page)).toContain("Page 2 of 2");
      expect(purchasesOn(page).filter(([, open]) => open)).toEqual([["50.00 USD", true]]);
      expect(page.text).toContain(`id="${id}"`);
    }
  });

  test("are searched by id, address, metadata and event", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 700, {
      customer: { email: "ada@example.com" },
      metadata: { topup_id: "tu_77" },
    });
    const { payment_id } = await bench.dodo.pay(session_id);
    await openSession(bench.sdk, 800);
    const { webhook_id } = bench.dodo.deliveries[0] ?? { webhook_id: "" };
    for (const q of [session_id, payment_id, webhook_id, "ADA@", "tu_77", "payment.succeeded"])
      expect(purchasesOn(await visit(bench, `/?${new URLSearchParams({ q })}`))).toEqual([
        ["7.00 USD", true],
      ]);
    const none = await visit(bench, "/?q=nobody");
    expect(wordsOf(none)).toContain("No purchase matches.");
    expect((await visit(bench, "/?q=%3Cscript%3E")).text).not.toContain("<script");
  });

  test("are searched by a refund, a delivery, and the metadata of a payment without a checkout", async () => {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk, 700));
    const { refund_id } = await bench.dodo.refund(payment_id, { amount: 100 });
    bench.dodo.putPayment({
      payment_id: "pay_mine",
      total_amount: 500,
      currency: "USD",
      metadata: { order: "order-42" },
    });
    const [delivery] = bench.dodo.deliveries;
    const found = async (q: string): Promise<string[]> =>
      purchasesOn(await visit(bench, `/?${new URLSearchParams({ q })}`)).map(([title]) => title);
    for (const q of [refund_id, refund_id.toUpperCase(), delivery?.delivery_id ?? "none"])
      expect(await found(q)).toEqual(["7.00 USD"]);
    expect(await found("Order-42")).toEqual(["5.00 USD"]);
    expect(await found("order-43")).toEqual([]);
  });

  test("contain payments and events that belong to no checkout", async () => {
    const bench = createBench();
    bench.dodo.putPayment({ payment_id: "pay_mine", total_amount: 500, currency: "USD" });
    bench.dodo.emit("payout.created", {});
    expect(
      purchasesOn(await visit(bench, "/"))
        .map(([title]) => title)
        .sort(),
    ).toEqual(["5.00 USD", "payout.created"]);
  });
});
