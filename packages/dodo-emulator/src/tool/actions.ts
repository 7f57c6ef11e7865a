import { createCheckout } from "../api/checkouts.ts";
import type { ApiContext } from "../api/call.ts";
import { DodoError, refused } from "../errors.ts";
import { parse } from "../money.ts";
import type { Fields } from "../page/pay-form.ts";
import { findPayment, findSession } from "../pay.ts";
import type { Endpoint } from "../webhooks/endpoint.ts";

/** What a button of the tool page does; where the browser goes afterwards. */
type Action = (context: ApiContext, fields: Fields, endpoint: Endpoint) => string | Promise<string>;

const payments = "/#payments";
const deliveries = "/#deliveries";

/** Every button by its name. */
export const actions: Readonly<Record<string, Action>> = {
  checkout({ state, ...context }, fields) {
    const product_id = fields["product_id"] ?? "";
    const product = state.products.get(product_id);
    const amount = parse(fields["amount"] ?? "", product?.price.currency ?? "USD");
    if (amount === null)
      throw refused("INVALID_REQUEST_PARAMETERS", "give an amount such as 12.50");
    const body = JSON.stringify({
      product_cart: [{ product_id, quantity: 1, amount }],
      return_url: `${context.origin()}/`,
      cancel_url: `${context.origin()}/`,
    });
    const { session_id } = createCheckout(
      { method: "POST", path: "/checkouts", query: new URLSearchParams(), body, id: "" },
      { state, ...context },
    );
    return `/session/${session_id}`;
  },
  expire({ state, settings }, fields) {
    findSession(state, fields["id"] ?? "").expires_at = settings.clock.now();
    return "/#sessions";
  },
  succeed({ hands }, fields) {
    hands.finish(fields["id"] ?? "", "succeeded");
    return payments;
  },
  fail({ hands }, fields) {
    hands.finish(fields["id"] ?? "", "failed");
    return payments;
  },
  refund({ state, hands }, fields) {
    const payment = findPayment(state, fields["id"] ?? "");
    const typed = fields["amount"] ?? "";
    const amount = typed.trim() === "" ? undefined : parse(typed, payment.currency);
    if (amount === null)
      throw refused(
        "INVALID_REQUEST_PARAMETERS",
        "give an amount such as 12.50, or none for all that is left",
      );
    hands.refund(payment.payment_id, amount === undefined ? {} : { amount });
    return payments;
  },
  dispute({ hands }, fields) {
    hands.dispute(fields["id"] ?? "");
    return payments;
  },
  "dispute-won"({ hands }, fields) {
    hands.dispute(fields["id"] ?? "", { type: "dispute.won" });
    return payments;
  },
  "dispute-lost"({ hands }, fields) {
    hands.dispute(fields["id"] ?? "", { type: "dispute.lost" });
    return payments;
  },
  rdr({ hands }, fields) {
    hands.dispute(fields["id"] ?? "", { type: "dispute.lost", rdr: true });
    return payments;
  },
  "finish-refund"({ hands }, fields) {
    hands.finishRefund(fields["id"] ?? "", fields["status"] === "failed" ? "failed" : "succeeded");
    return payments;
  },
  async resend({ queue }, fields) {
    await queue.resend(fields["id"] ?? "");
    return deliveries;
  },
  async duplicate({ queue }, fields) {
    await queue.duplicate(fields["id"] ?? "");
    return deliveries;
  },
  lose({ queue }, fields) {
    queue.lose(fields["id"] ?? "");
    return deliveries;
  },
  delay({ queue }, fields) {
    queue.delay(fields["id"] ?? "", seconds(fields) * 1000);
    return deliveries;
  },
  faults({ faults }, fields) {
    faults.webhooks.lose = count(fields["lose"]);
    faults.webhooks.duplicate = count(fields["duplicate"]);
    faults.webhooks.delay_ms = seconds(fields) * 1000;
    return deliveries;
  },
  target({ queue }, fields, endpoint) {
    const url = (fields["url"] ?? "").trim();
    if (url !== "" && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
      throw refused(
        "INVALID_REQUEST_PARAMETERS",
        "the webhook target must be an http or https URL",
      );
    endpoint.url = url === "" ? null : url;
    queue.arm();
    return "/";
  },
};

function seconds(fields: Fields): number {
  return count(fields["seconds"]);
}

function count(given = ""): number {
  if (given.trim() === "") return 0;
  if (!/^\d{1,6}$/.test(given.trim()))
    throw new DodoError(400, "INVALID_REQUEST_PARAMETERS", "give a whole number");
  return Number(given);
}
