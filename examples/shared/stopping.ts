// [K11] Stops a server while deliveries come in: each is decided or answered 503, and no credit is
// lost or doubled.
import assert from "node:assert/strict";
import { createBuyer } from "./browser.ts";
import { until, type Mount } from "./mount.ts";
import type { Server } from "./server.ts";

const TOPUPS = 12;
const MOST_MS = 12_000;
/** The exit codes of a graceful end. 143 is 128 + SIGTERM, which Next exits with. */
const ENDED: ReadonlySet<number | null> = new Set([0, 143]);

/**
 * Stops the server by SIGTERM while deliveries are in flight and starts it again. Fails if a credit
 * is lost or doubled.
 */
export async function stopUnderLoad({
  shop_url,
  dodo,
  server,
}: Mount & { server: Server }): Promise<void> {
  const buyer = createBuyer(shop_url, `stopping-${Date.now()}`);
  const deliveries: Request[] = [];
  const payment_ids: string[] = [];
  for (let index = 0; index < TOPUPS; index += 1) {
    const checkout = await buyer.checkout(await buyer.topup("small"));
    const paid = await dodo.pay(checkout.provider_session_id, { silent: true });
    const body = {
      business_id: dodo.business_id,
      type: "payment.succeeded",
      timestamp: new Date().toISOString(),
      data: { payload_type: "Payment", ...paid },
    };
    payment_ids.push(paid.payment_id);
    deliveries.push(
      dodo.signedRequest(body, {
        webhook_id: `msg_stop_${paid.payment_id}`,
        url: `${shop_url}/v1/payment/webhook`,
      }),
    );
  }
  // A slow Dodo keeps the deliveries in flight until the signal comes. Where requests are
  // cancelled, the delay is so long that no credit is claimed before.
  dodo.faults.api.delay_ms = server.cut_off === true ? 3_000 : 1_000;
  const asked_before = dodo.requests.length;
  const started_at = performance.now();
  let answered = 0;
  const sent = deliveries.map(
    async (delivery) =>
      await fetch(delivery.clone())
        .then(
          ({ status }) => status,
          () => "refused",
        )
        .finally(() => (answered += 1)),
  );
  const asked = (): string =>
    dodo.requests
      .slice(asked_before)
      .map(({ path }) => path)
      .join();
  await until("Dodo is queried about each", async () =>
    payment_ids.every((payment_id) => asked().includes(payment_id)),
  );
  assert.ok(answered < TOPUPS, "some are in the middle");
  const ended = server.stop();
  const answers = await Promise.all(sent);
  delete dodo.faults.api.delay_ms;
  const code = await ended;
  assert.ok(performance.now() - started_at < MOST_MS, "within 12 s");
  const wrong = answers.filter((answer) => answer !== 200 && answer !== 503);
  if (server.cut_off === true) assert.deepEqual(new Set(wrong), new Set(["refused"]));
  else {
    assert.ok(ENDED.has(code), `it ends by itself, not with ${code}`);
    assert.deepEqual(wrong, [], "each delivery in flight is decided or answered 503");
    assert.ok(answers.includes(200), "a delivery in flight is decided");
  }
  await server.restart();
  for (const delivery of deliveries) assert.equal((await fetch(delivery)).status, 200);
  assert.equal(await buyer.balance(), TOPUPS * 500);
}
