import { openCheckout } from "../api/checkouts.ts";
import type { EmulatorContext } from "../context.ts";
import { DodoError, refused } from "../errors.ts";
import { enable } from "../ledger/endpoint.ts";
import { findPayment } from "../ledger/payment.ts";
import { findSession } from "../ledger/payable-session.ts";
import { parse } from "../money/amount-text.ts";
import type { Fields } from "../page/pay-form.ts";

/** The action of a button on the tool page. It returns the path to redirect to. */
type Button = (context: EmulatorContext, fields: Fields) => string | Promise<string>;

const faults_path = "/#faults";

/** The actions of all buttons, by the last part of the path that the button's form posts to. */
export const buttons: Readonly<Record<string, Button>> = {
  checkout,
  expire({ state, settings }, fields) {
    findSession(state, idOf(fields)).expires_at = settings.clock.now();
    return purchaseOf(fields);
  },
  succeed({ actions }, fields) {
    actions.finish(idOf(fields), "succeeded");
    return purchaseOf(fields);
  },
  fail({ actions }, fields) {
    actions.finish(idOf(fields), "failed");
    return purchaseOf(fields);
  },
  refund,
  "finish-refund"({ actions }, fields) {
    const status = fields["status"] === "failed" ? "failed" : "succeeded";
    const { payment_id } = actions.finishRefund(idOf(fields), status);
    return purchaseOf({ id: payment_id });
  },
  dispute({ actions }, fields) {
    actions.dispute(idOf(fields));
    return purchaseOf(fields);
  },
  "dispute-won"({ actions }, fields) {
    actions.dispute(idOf(fields), { type: "dispute.won" });
    return purchaseOf(fields);
  },
  "dispute-lost"({ actions }, fields) {
    actions.dispute(idOf(fields), { type: "dispute.lost" });
    return purchaseOf(fields);
  },
  rdr({ actions }, fields) {
    actions.dispute(idOf(fields), { type: "dispute.lost", rdr: true });
    return purchaseOf(fields);
  },
  async resend({ queue }, fields) {
    await queue.resend(idOf(fields));
    return purchaseOf(fields);
  },
  async duplicate({ queue }, fields) {
    await queue.duplicate(idOf(fields));
    return purchaseOf(fields);
  },
  lose({ queue }, fields) {
    queue.lose(idOf(fields));
    return purchaseOf(fields);
  },
  delay({ queue }, fields) {
    queue.delay(idOf(fields), seconds(fields) * 1000);
    return purchaseOf(fields);
  },
  faults({ faults }, fields) {
    faults.webhooks.lose = count(fields["lose"]);
    faults.webhooks.duplicate = count(fields["duplicate"]);
    faults.webhooks.delay_ms = seconds(fields) * 1000;
    return faults_path;
  },
  target,
};

/** Opens a checkout that returns to the tool page. */
function checkout(context: EmulatorContext, fields: Fields): string {
  const product_id = fields["product_id"] ?? "";
  const product = context.state.products.get(product_id);
  const amount = parse(fields["amount"] ?? "", product?.price.currency ?? "USD");
  if (amount === null) throw refused("INVALID_REQUEST_PARAMETERS", "give an amount such as 12.50");
  const home = `${context.origin()}/`;
  const product_cart = [{ product_id, quantity: 1, amount }];
  const body = { product_cart, return_url: home, cancel_url: home };
  return `/session/${openCheckout(body, context).session_id}`;
}

/** Refunds the amount in the form, or all that is left of the payment if that field is empty. */
function refund({ state, actions }: EmulatorContext, fields: Fields): string {
  const payment = findPayment(state, idOf(fields));
  const typed = fields["amount"] ?? "";
  const amount = typed.trim() === "" ? undefined : parse(typed, payment.currency);
  if (amount === null)
    throw refused(
      "INVALID_REQUEST_PARAMETERS",
      "give an amount such as 12.50, or none for all that is left",
    );
  actions.refund(payment.payment_id, amount === undefined ? {} : { amount });
  return purchaseOf(fields);
}

/** Sets `webhook_url` to the URL in the form, or removes it if the field is empty. */
function target({ queue, endpoint }: EmulatorContext, fields: Fields): string {
  const url = (fields["url"] ?? "").trim();
  if (url !== "" && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
    throw refused("INVALID_REQUEST_PARAMETERS", "the webhook target must be an http or https URL");
  endpoint.url = url === "" ? null : url;
  enable(endpoint);
  queue.arm();
  return "/";
}

/** Returns the path of the tool page, opened at the record that a button belongs to. */
function purchaseOf(fields: Fields): string {
  const id = encodeURIComponent(idOf(fields));
  return `/?open=${id}#${id}`;
}

function idOf(fields: Fields): string {
  return fields["id"] ?? "";
}

function seconds(fields: Fields): number {
  return count(fields["seconds"]);
}

function count(given = ""): number {
  if (given.trim() === "") return 0;
  if (!/^\d{1,6}$/.test(given.trim()))
    throw new DodoError(400, "INVALID_REQUEST_PARAMETERS", "give a whole number");
  return Number(given);
}
