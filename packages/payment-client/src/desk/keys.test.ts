import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deskBench, settled, type DeskBench } from "../../test/desk-store-bench.ts";
import { auditOf, eventOf } from "../../test/desk-records.ts";
import type { Answers } from "../../test/desk-client.ts";
import { pressKey } from "./keys.ts";

/** An element that has the focus, such as `textarea`. */
class FakeElement {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  matches(selector: string): boolean {
    return selector.split(", ").includes(this.name);
  }
}

beforeEach(() => void vi.stubGlobal("Element", FakeElement));
afterEach(() => void vi.unstubAllGlobals());

/** A desk with three held payments, the keys that it is given, and whether its search was focused. */
interface KeyBench extends DeskBench {
  press(key: string, more?: Partial<KeyboardEvent> & { on?: string }): boolean;
  searches: number;
}

async function keyBench(fragment = "", answers: Partial<Answers> = {}): Promise<KeyBench> {
  const held = ["pmt_1", "pmt_2", "pmt_3"].map(
    (payment_id) =>
      auditOf({ payment_id, updated_at: `2026-11-29T10:0${payment_id.at(-1)}:00Z` }).payment,
  );
  const made = deskBench(
    {
      payments: async ({ status } = {}) => ({
        items: status === "held" ? held : [],
        next_cursor: null,
        retry_after_ms: null,
      }),
      ...answers,
    },
    fragment,
  );
  made.store.connect();
  await settled();
  const root = {
    querySelector: () => ({ focus: () => void (bench.searches += 1) }),
  } as unknown as ParentNode;
  const bench: KeyBench = {
    ...made,
    searches: 0,
    press(key, { on = "a", ...more } = {}) {
      let prevented = false;
      const event = {
        key,
        altKey: false,
        ctrlKey: false,
        metaKey: false,
        target: new FakeElement(on),
        preventDefault: () => void (prevented = true),
        ...more,
      };
      pressKey(event as unknown as KeyboardEvent, made.store, root);
      return prevented;
    },
  };
  return bench;
}

const selectedIn = ({ store }: KeyBench): string | undefined => store.selected()?.key;
const decisionIn = ({ store }: KeyBench): object => store.payment.$payment.get().decision;

describe("J and K", () => {
  test("go down and up the queue, and stop at its ends", async () => {
    const bench = await keyBench();
    const seen = [selectedIn(bench)];
    for (const key of ["j", "j", "j", "k", "K", "k"]) {
      expect(bench.press(key)).toBe(true);
      seen.push(selectedIn(bench));
    }
    expect(seen).toEqual(["pmt_1", "pmt_2", "pmt_3", "pmt_3", "pmt_2", "pmt_1", "pmt_1"]);
  });

  test("write the address, and load the payment that they lead to", async () => {
    const bench = await keyBench();
    bench.press("j");
    await settled();
    expect(bench.address.fragment).toBe("#desk/queue/pmt_2");
    expect(bench.store.payment.$payment.get().load.value?.audit.payment.payment_id).toBe("pmt_2");
  });

  test("keep a note that was begun, for when its payment is selected again", async () => {
    const bench = await keyBench();
    bench.store.payment.write("half a note");
    bench.press("j");
    expect(decisionIn(bench)).toMatchObject({ note: "" });
    bench.press("k");
    expect(decisionIn(bench)).toMatchObject({ note: "half a note" });
  });

  test("begin at the first item if none is selected", async () => {
    const bench = await keyBench();
    bench.store.go({ name: "queue", item: "pmt_gone" });
    bench.press("k");
    expect(bench.address.fragment).toBe("#desk/queue/pmt_gone");
    bench.press("j");
    expect(bench.address.fragment).toBe("#desk/queue/pmt_1");
  });

  test("change nothing in the other views", async () => {
    for (const fragment of ["#desk/payments", "#desk/payment/pmt_1", "#desk/check"]) {
      const bench = await keyBench(fragment);
      bench.press("j");
      expect(bench.address.fragment).toBe(fragment);
    }
  });

  test("change nothing in an empty queue", async () => {
    const bench = await keyBench("", {
      payments: async () => ({ items: [], next_cursor: null, retry_after_ms: null }),
    });
    bench.press("j");
    expect(bench.address.fragment).toBe("");
  });
});

describe("C and D", () => {
  test.each([
    ["c", "credit"],
    ["D", "dismiss"],
  ])("%s opens the second look of %s, once there is a note", async (key, choice) => {
    const bench = await keyBench();
    expect(bench.press(key)).toBe(true);
    expect(decisionIn(bench)).toMatchObject({ step: "choosing", lacks_note: true });
    bench.store.payment.write("checked");
    bench.press(key);
    expect(decisionIn(bench)).toMatchObject({ step: "confirming", choice });
  });

  test("do nothing while an unmatched event is selected, whose payment is not the open one", async () => {
    const events = [eventOf({ event_id: "dodo:evt_9", payment_id: null, sync_status: "held" })];
    const bench = await keyBench("#desk/queue/pmt_1", {
      events: async () => ({ items: events, next_cursor: null }),
    });
    bench.store.payment.write("checked");
    bench.store.go({ name: "queue", item: "dodo:evt_9" });
    await settled();
    expect(bench.store.payment.$payment.get().payment_id).toBe("pmt_1");
    for (const key of ["c", "d"]) bench.press(key);
    expect(decisionIn(bench)).toMatchObject({ step: "choosing", lacks_note: false });
  });

  test("work in the view of one payment as well", async () => {
    const bench = await keyBench("#desk/payment/pmt_1");
    bench.press("c");
    expect(decisionIn(bench)).toMatchObject({ lacks_note: true });
  });

  test.each(["#desk/payments", "#desk/events", "#desk/numbers", "#desk/check"])(
    "do nothing in %s, where no payment is seen",
    async (fragment) => {
      const bench = await keyBench(fragment);
      await bench.store.payment.open("pmt_1");
      bench.press("c");
      bench.press("d");
      expect(decisionIn(bench)).toMatchObject({ step: "choosing", lacks_note: false });
    },
  );

  test("do nothing about a payment that is decided", async () => {
    const bench = await keyBench("#desk/payment/pmt_1", {
      audit: async () => auditOf({ status: "paid", hold_reason: null }),
    });
    bench.press("c");
    bench.press("d");
    expect(decisionIn(bench)).toMatchObject({ lacks_note: false });
  });

  test("do nothing before the payment is loaded", async () => {
    const bench = await keyBench("#desk/payment/pmt_1", {
      audit: async () => await new Promise(() => undefined),
    });
    bench.press("c");
    expect(decisionIn(bench)).toMatchObject({ lacks_note: false });
  });

  test("leave out the credit where the view does not offer it", async () => {
    const bench = await keyBench("#desk/payment/pmt_1", { audit: async () => auditOf({}, null) });
    bench.store.payment.write("checked");
    bench.press("c");
    expect(decisionIn(bench)).toMatchObject({ step: "choosing" });
    bench.press("d");
    expect(decisionIn(bench)).toMatchObject({ step: "confirming", choice: "dismiss" });
  });

  test.each([
    ["c", "credit", "d"],
    ["d", "dismiss", "c"],
  ])("%s opens the second look of %s, and %s does not change it", async (key, choice, other) => {
    const bench = await keyBench();
    bench.store.payment.write("checked");
    bench.press(key);
    expect(bench.press(other)).toBe(true);
    expect(decisionIn(bench)).toMatchObject({ step: "confirming", choice });
    bench.press("Escape");
    bench.press(other);
    expect(decisionIn(bench)).not.toMatchObject({ choice });
  });

  test("keep the values of a changed topup accepted when the same key is pressed again", async () => {
    const bench = await keyBench("#desk/payment/pmt_1", {
      audit: async () => auditOf({}, { credits: 700 }),
    });
    bench.store.payment.write("checked");
    bench.press("c");
    bench.store.payment.accept(true);
    bench.press("c");
    expect(decisionIn(bench)).toMatchObject({ step: "confirming", accepted: true });
  });

  test("never send anything, however often they are pressed", async () => {
    const bench = await keyBench();
    bench.store.payment.write("checked");
    for (const key of ["c", "c", "d", "d", "c"]) bench.press(key);
    await settled();
    expect(bench.client.callsOf("releasePayment")).toEqual([]);
    expect(decisionIn(bench)).toMatchObject({ step: "confirming", choice: "credit" });
  });
});

describe("Escape", () => {
  test("closes the second look, and keeps the note", async () => {
    const bench = await keyBench();
    bench.store.payment.write("checked");
    bench.press("c");
    expect(bench.press("Escape")).toBe(true);
    expect(decisionIn(bench)).toMatchObject({ step: "choosing", note: "checked" });
  });

  test("closes the second look at an unmatched delivery as well", async () => {
    const bench = await keyBench();
    const { closing } = bench.store;
    closing.write("dodo:msg_1", "Sold elsewhere.");
    closing.choose("dodo:msg_1");
    expect(bench.press("Escape")).toBe(true);
    expect(closing.$closing.get().decision).toMatchObject({
      step: "choosing",
      note: "Sold elsewhere.",
    });
    expect(decisionIn(bench)).toMatchObject({ step: "choosing" });
  });

  test("is the browser's otherwise", async () => {
    const bench = await keyBench();
    expect(bench.press("Escape")).toBe(false);
  });

  test("does not call back what was sent", async () => {
    const bench = await keyBench("", {
      releasePayment: async () => await new Promise(() => undefined),
    });
    bench.store.payment.write("checked");
    bench.press("c");
    void bench.store.payment.send();
    expect(bench.press("Escape")).toBe(false);
    expect(decisionIn(bench)).toMatchObject({ step: "sending" });
  });
});

describe("a key is left to the browser", () => {
  test.each(["input", "textarea", "select"])("in a field: %s", async (on) => {
    const bench = await keyBench();
    for (const key of ["j", "k", "c", "d", "/"]) expect(bench.press(key, { on })).toBe(false);
    expect([bench.address.fragment, bench.searches]).toEqual(["", 0]);
    expect(decisionIn(bench)).toMatchObject({ lacks_note: false });
  });

  test.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    "with a modifier: %j",
    async (modifier) => {
      const bench = await keyBench();
      for (const key of ["j", "c", "d", "/"]) expect(bench.press(key, modifier)).toBe(false);
    },
  );

  test.each(["a", "Enter", " ", "Tab", "ArrowDown"])(
    "if it means nothing here: %j",
    async (key) => {
      const bench = await keyBench();
      expect(bench.press(key)).toBe(false);
    },
  );
});

test("/ leads to the search", async () => {
  const bench = await keyBench("#desk/check");
  expect([bench.press("/"), bench.searches]).toEqual([true, 1]);
});
