// [V08] Signatures cover bytes, so the payment routes must get the body unchanged in every mount.
import assert from "node:assert/strict";
import { createBuyer } from "./browser.ts";
import type { Mount } from "./mount.ts";

/** Spellings of the same JSON that a parser does not preserve. */
const WAYS = {
  "spaces and line ends": (json: string) =>
    `\r\n  ${JSON.stringify(JSON.parse(json), null, 3)}\n\n`,
  "a number as 2000.0": (json: string) =>
    json.replace(/"total_amount":(\d+)/, '"total_amount": $1.0'),
  "an escaped letter": (json: string) => json.replace("{", '{"note":"caf\\u00e9",'),
  "a byte order mark": (json: string) => `\uFEFF${json}`,
};

export type Way = keyof typeof WAYS;

/**
 * Checks that a delivery in each spelling, except those in `lost`, is credited, and that the same
 * JSON serialized again under the same signature is refused.
 */
export async function keepRawBytes(
  { shop_url, dodo }: Pick<Mount, "shop_url" | "dodo">,
  lost: readonly Way[] = [],
): Promise<void> {
  const buyer = createBuyer(shop_url, `bytes-${Date.now()}`);
  let balance = await buyer.balance();
  for (const [way, write] of Object.entries(WAYS).filter(
    ([name]) => !lost.some((known) => known === name),
  )) {
    const checkout = await buyer.checkout(await buyer.topup("medium"));
    const paid = await dodo.pay(checkout.provider_session_id, { silent: true });
    const json = JSON.stringify({
      business_id: dodo.business_id,
      type: "payment.succeeded",
      timestamp: new Date().toISOString(),
      data: { payload_type: "Payment", ...paid },
    });
    const body = write(json);
    assert.notEqual(body, json, way);
    const delivery = dodo.signedRequest(body, {
      webhook_id: `msg_bytes_${paid.payment_id}`,
      url: `${shop_url}/v1/payment/webhook`,
    });
    const anew = await fetch(delivery.url, {
      method: "POST",
      headers: delivery.headers,
      body: json,
    });
    assert.deepEqual([way, anew.status], [way, 401]);
    const answer = await fetch(delivery);
    assert.deepEqual(
      [way, answer.status, Reflect.get(Object(await answer.json()), "sync_status")],
      [way, 200, "applied"],
    );
    assert.equal(await buyer.balance(), (balance += 2_200), way);
  }
}
