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
