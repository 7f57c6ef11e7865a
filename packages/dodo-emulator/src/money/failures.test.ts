/** Every code of a decline: what the merchant reads, and what the buyer may read. */
import { describe, expect, test } from "vitest";
import { createBench, openSession } from "../../test/bench.ts";
import { bodies } from "../../test/deliveries.ts";
import { visit, wordsOf } from "../../test/visits.ts";
import { buyerMessage, dodo_failure_codes, failureOf } from "./failures.ts";

/** Codes whose reason Dodo forbids to show to a buyer. */
const secret = ["FRAUDULENT", "LOST_CARD", "STOLEN_CARD", "PICKUP_CARD"] as const;

describe.each(dodo_failure_codes)("a decline with %s", (code) => {
  test("has its code and a sentence for the merchant, in the API and in the event", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    const error = failureOf(code);
    const { payment_id } = await bench.dodo.pay(session_id, { result: "failed", error });
    await bench.dodo.deliver();
    const expected = { error_code: code, error_message: error.message };
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject(expected);
    expect(bodies(bench)[0]).toMatchObject({ type: "payment.failed", data: expected });
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  test("shows the buyer a sentence that is not about fraud, loss or theft", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await bench.dodo.pay(session_id, { result: "failed", error: failureOf(code) });
    const page = wordsOf(await visit(bench, `/session/${session_id}`));
    expect(page).toContain(buyerMessage(code, failureOf(code).message));
    expect(page).not.toMatch(/fraud|stolen|lost|Do not tell/i);
  });
});

test.each(secret)("a buyer cannot tell %s from a decline without a reason", (code) => {
  const text = buyerMessage("GENERIC_DECLINE", failureOf("GENERIC_DECLINE").message);
  expect(buyerMessage(code, failureOf(code).message)).toBe(text);
});

test.each([
  ["SOMETHING_NEW", "The bank said no.", "The bank said no."],
  [null, "The bank said no.", "The bank said no."],
  ["SOMETHING_NEW", null, "The payment was declined."],
  [undefined, undefined, "The payment was declined."],
  ["constructor", null, "The payment was declined."],
])("a code that is not in the list, %s with %s, shows %s", (code, message, shown) => {
  expect(buyerMessage(code, message)).toBe(shown);
});

test("a payment that succeeds after a decline has no error any more", async () => {
  const { dodo, sdk } = createBench();
  const session_id = await openSession(sdk);
  await dodo.pay(session_id, { result: "failed", error: failureOf("EXPIRED_CARD") });
  const { payment_id } = await dodo.pay(session_id);
  expect(await sdk.payments.retrieve(payment_id)).toMatchObject({
    status: "succeeded",
    error_code: null,
    error_message: null,
  });
});
