import { expect, test } from "vitest";
import { readView, writeView, type View } from "./address.ts";

const VIEWS: readonly View[] = [
  { name: "queue", item: "" },
  { name: "queue", item: "dodo:msg_1/ä" },
  { name: "payments", status: "held", topup_id: "tu a&b", user_id: "" },
  { name: "payment", payment_id: "pmt_1" },
  { name: "events", sync_status: "", type: "payment.succeeded", payment_id: "pmt_1" },
  { name: "numbers", days: 90 },
  { name: "check" },
];

test.each(VIEWS.map((view) => [writeView(view), view] as const))(
  "%s is the view that it was written from",
  (fragment, view) => {
    expect(readView(fragment)).toEqual(view);
  },
);

test("a fragment of the page around the desk is not the desk's", () => {
  expect(["", "#", "#top", "#desk", "#desktop/check"].map(readView)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

test("an address that was cut off or made up still shows something", () => {
  expect(readView("#desk/nonsense")).toEqual({ name: "queue", item: "" });
  expect(readView("#desk/payment/%E0%A4%A")).toEqual({ name: "payment", payment_id: "%E0%A4%A" });
  expect(readView("#desk/numbers?days=-1")).toEqual({ name: "numbers", days: 30 });
});

/** Texts that an id or a filter may be, because somebody else has chosen it. */
const HOSTILE = [
  "a/b",
  "a?b=c",
  "a#b",
  "a&b=c",
  "a=b",
  "100%",
  "%20",
  "+ +",
  "  ",
  "ü💶",
  "javascript:alert(1)",
  "<img src=x onerror=alert(1)>",
  "../../check",
  "\u202eevil",
];

test.each(HOSTILE)("the id %j comes back as it is, and cannot lead to another view", (id) => {
  for (const view of [
    { name: "payment", payment_id: id },
    { name: "queue", item: id },
    { name: "payments", status: "", topup_id: id, user_id: id },
    { name: "events", sync_status: id, type: id, payment_id: id },
  ] as const) {
    const fragment = writeView(view);
    expect(fragment).toMatch(/^#desk\/[\w/?&=%.+*!~'()-]*$/);
    expect(readView(fragment)).toEqual(view);
  }
});

test("a filter that is empty is not in the address", () => {
  expect(writeView({ name: "payments", status: "", topup_id: "", user_id: "" })).toBe(
    "#desk/payments",
  );
  expect(writeView({ name: "events", sync_status: "failed", type: "", payment_id: "" })).toBe(
    "#desk/events?sync_status=failed",
  );
});

test("each view has an address of its own", () => {
  expect(new Set(VIEWS.map(writeView)).size).toBe(VIEWS.length);
});

test.each(["", "x", "-30", "30.5", "1e9", "NaN", "Infinity", "0", "031"])(
  "a range of %j days is not offered, and the usual one is shown",
  (days) => {
    const view = readView(`#desk/numbers?days=${days}`);
    expect(view).toEqual({ name: "numbers", days: 30 });
  },
);

test("parameters that nobody knows are ignored, and the first of two counts", () => {
  expect(readView("#desk/payments?status=held&status=paid&token=secret")).toEqual({
    name: "payments",
    status: "held",
    topup_id: "",
    user_id: "",
  });
});

test("an id of many parts is read up to its first slash, which writing never leaves in it", () => {
  expect(readView("#desk/payment/pmt_1/more")).toEqual({ name: "payment", payment_id: "pmt_1" });
});

test("a view without its id has an empty one", () => {
  expect(readView("#desk/payment")).toEqual({ name: "payment", payment_id: "" });
  expect(readView("#desk/")).toEqual({ name: "queue", item: "" });
  expect(readView("#desk/queue")).toEqual({ name: "queue", item: "" });
});
