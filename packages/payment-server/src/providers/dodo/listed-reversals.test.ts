/** Which refunds and disputes a payment and a delivery list, and in which state. */
import { expect, test } from "vitest";
import { PAID_IN_USD } from "../../../test/payloads.ts";
import { deliveredReversal } from "./listed-reversals.ts";
import { toReport } from "./payment.ts";

test.each<[name: string, fields: object, reversals: object[]]>([
  ["nothing", {}, []],
  ["null", { refunds: null, disputes: null }, []],
  [
    "refunds in every state",
    {
      refunds: ["succeeded", "failed", "pending", "review", "tomorrow", null].map(
        (status, index) => ({ refund_id: `ref_${index}`, status, amount: 1 }),
      ),
    },
    ["returned", "kept", "open", "open", "open", null].map((state, index) => ({
      kind: "refund",
      id: `ref_${index}`,
      state,
    })),
  ],
  [
    "disputes in every state",
    {
      disputes: ["lost", "accepted", "won", "cancelled", "opened", "expired"].map(
        (state, index) => ({ dispute_id: `dsp_${index}`, dispute_status: `dispute_${state}` }),
      ),
    },
    ["returned", "returned", "kept", "kept", "open", "open"].map((state, index) => ({
      kind: "dispute",
      id: `dsp_${index}`,
      state,
    })),
  ],
  [
    "a full refund, which stands for all",
    { refund_status: "full", refunds: [] },
    [
      { kind: "refund", id: null, state: "returned" },
      { kind: "refund", id: null, state: null },
    ],
  ],
  [
    "a refund status without a refund",
    { refund_status: "partial" },
    [{ kind: "refund", id: null, state: null }],
  ],
  [
    "a refund status with its refund",
    { refund_status: "partial", refunds: [{ refund_id: "ref_1", status: "succeeded" }] },
    [{ kind: "refund", id: "ref_1", state: "returned" }],
  ],
  [
    "lists that cannot be read",
    { refunds: "soon", disputes: ["soon"] },
    [
      { kind: "refund", id: null, state: null },
      { kind: "dispute", id: null, state: null },
    ],
  ],
])("[C07] %s: which refunds and disputes are listed", (_, fields, listed) => {
  const report = toReport({ ...PAID_IN_USD.data, ...fields }, "test_mode", "api");
  expect(report?.reversals).toEqual(listed);
});

test.each<[type: string, data: object | null, reversal: object]>([
  ["refund.succeeded", { refund_id: "ref_1", status: "succeeded" }, { state: "returned" }],
  ["refund.succeeded", { refund_id: "ref_1" }, { state: "returned" }],
  ["refund.failed", { refund_id: "ref_1" }, { state: "kept" }],
  ["refund.succeeded", { refund_id: "ref_1", status: "pending" }, { state: "open" }],
  ["dispute.opened", { dispute_id: "dsp_1" }, { state: "open" }],
  // The body has the latest state, whatever the event was.
  [
    "dispute.opened",
    { dispute_id: "dsp_1", dispute_status: "dispute_lost" },
    { state: "returned" },
  ],
  ["dispute.accepted", { dispute_id: "dsp_1" }, { state: "returned" }],
  ["dispute.won", { dispute_id: "dsp_1" }, { state: "kept" }],
  ["refund.succeeded", null, { kind: "refund", id: null, state: "returned" }],
  ["dispute.tomorrow", {}, { kind: "dispute", id: null, state: "open" }],
])("[C07] %s with %j is read as %j", (type, data, reversal) => {
  const [kind] = type.split(".");
  const fields = { refund_id: null, status: null, dispute_id: null, dispute_status: null };
  const id = Reflect.get(Object(data), `${kind}_id`) ?? null;
  expect(deliveredReversal(type, data === null ? null : { ...fields, ...data })).toEqual({
    kind,
    id,
    ...reversal,
  });
});
