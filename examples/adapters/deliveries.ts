// Deliveries that Dodo's types allow or that published ones contain, by what is special about them.
import { createDodoEmulator, type Payment } from "@x/dodo-emulator";

/** Returns the bodies of each case; a case with two bodies is delivered twice under one id. */
export async function deliveries(): Promise<Record<string, readonly unknown[]>> {
  await using dodo = createDodoEmulator({ delivery: "manual", unfinished_payments: "sparse" });
  const headers = { authorization: `Bearer ${dodo.api_key}` };
  const product_cart = [{ product_id: "pdt_topup", quantity: 1, amount: 5000 }];
  const created = await dodo.fetch(
    new Request(`${dodo.url}/checkouts`, {
      method: "POST",
      headers,
      body: JSON.stringify({ product_cart }),
    }),
  );
  const { session_id } = (await created.json()) as { session_id: string };
  const declined = await dodo.pay(session_id, { result: "failed" });
  const paid = await dodo.pay(session_id);
  const refund = await dodo.refund(paid.payment_id, { amount: 100, status: "review" });
  const dispute = await dodo.dispute(paid.payment_id, { stage: "dispute" });
  const event = (data: Payment | object, type = "payment.succeeded"): object => ({
    business_id: dodo.business_id,
    type,
    timestamp: "2026-11-29T08:00:00.000000Z",
    data: { payload_type: "Payment", ...data },
  });
  const plain = event(paid);
  return {
    "a paid payment": [plain],
    "the same `webhook-id` twice": [plain, plain],
    "a body with spaces, genuinely signed": [JSON.stringify(plain, null, 1)],
    "a paid payment with a dispute of stage `dispute`": [event({ ...paid, disputes: [dispute] })],
    "a paid payment with a refund in `review`": [event({ ...paid, refunds: [refund] })],
    "a payment whose `status` is null": [event({ ...paid, status: null })],
    "a decline that waits for another card": [event(declined, "payment.failed")],
    "an event of a type that is newer than the adapter": [event(paid, "payment.reviewed")],
  };
}
