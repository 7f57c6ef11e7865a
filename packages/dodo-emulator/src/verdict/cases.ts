import type { DodoEmulator } from "../dodo-emulator.ts";
import type { PayOutcome } from "../ledger/pay.ts";
import type { Payment } from "../ledger/records.ts";

/** The actions that a case is made of. */
export interface Actions {
  dodo: DodoEmulator;
  /** Opens a checkout and pays it. The event is queued, but not sent. */
  pay(outcome?: PayOutcome): Promise<Payment>;
  /** Pays the newest checkout again. */
  payAgain(outcome?: PayOutcome): Promise<Payment>;
  /** Delivers the events of the case that have not succeeded, up to three times each. */
  deliver(): Promise<void>;
  /** Delivers an event of any type about a payment, with a `webhook-id` of its own. */
  tell(type: string, payment: object): Promise<void>;
  /** Sends the handler a request that Dodo would not send. */
  send(request: Request): Promise<void>;
}

/** A sequence of payments and deliveries, and what the balance may grow by because of it. */
export interface HandlerCase {
  /** What happens in the case, in words that complete the sentence `if …`. */
  name: string;
  /** How much of one purchase may be credited: 1 for all of it, 0 for nothing. */
  paid: number;
  /**
   * Whether less than `paid` is right too, because a handler need not credit an underpaid payment.
   */
  up_to?: boolean;
  run(actions: Actions): Promise<void>;
}

const other_key = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE=";

const eventOf = ({ business_id, ...payment }: Payment): object => ({
  business_id,
  type: "payment.succeeded",
  timestamp: new Date().toISOString(),
  data: { payload_type: "Payment", business_id, ...payment },
});

/** The cases in which a paid purchase has to be credited exactly once. */
const paid_cases: readonly HandlerCase[] = [
  {
    name: "one purchase is delivered once",
    paid: 1,
    async run({ pay, deliver }) {
      await pay();
      await deliver();
    },
  },
  {
    name: "the same delivery arrives twice at the same time",
    paid: 1,
    async run({ dodo, pay }) {
      await pay();
      await dodo.duplicate(dodo.deliveries.at(-1)?.delivery_id ?? "");
    },
  },
  {
    name: "the same delivery arrives again after it was answered",
    paid: 1,
    async run({ dodo, pay, deliver }) {
      await pay();
      await deliver();
      await dodo.resend(dodo.deliveries.at(-1)?.delivery_id ?? "");
    },
  },
  {
    name: "the same payment arrives under another webhook-id",
    paid: 1,
    async run({ pay, deliver, tell }) {
      const payment = await pay();
      await deliver();
      await tell("payment.succeeded", payment);
    },
  },
  {
    name: "a payment is processing first and succeeds later",
    paid: 1,
    async run({ dodo, pay, deliver }) {
      const { payment_id } = await pay({ result: "processing" });
      await deliver();
      await dodo.finish(payment_id, "succeeded");
      await deliver();
    },
  },
  {
    name: "a card is declined and the next one succeeds",
    paid: 1,
    async run({ pay, payAgain, deliver }) {
      await pay({ result: "failed" });
      await deliver();
      await payAgain();
      await deliver();
    },
  },
  {
    name: "a late event says that the paid payment failed",
    paid: 1,
    async run({ pay, deliver, tell }) {
      const payment = await pay();
      await deliver();
      await tell("payment.failed", { ...payment, status: "failed" });
    },
  },
  {
    name: "the body has spaces, so that parsing and serializing it again changes it",
    paid: 1,
    async run({ dodo, pay, deliver }) {
      await pay();
      dodo.faults.webhooks.spaced = true;
      await deliver();
    },
  },
  {
    name: "the payment has fields that are new, and others that are null",
    paid: 1,
    async run({ pay, deliver }) {
      const nulls = { card_network: null, card_last_four: null, payment_method: null };
      await pay({ overrides: { ...nulls, brand_new_field: { nested: true } } });
      await deliver();
    },
  },
  {
    name: "the buyer pays in another currency",
    paid: 1,
    async run({ pay, deliver }) {
      await pay({ currency: "INR" });
      await deliver();
    },
  },
];

/** The cases in which a purchase may be credited only in part or not at all. */
const unpaid_cases: readonly HandlerCase[] = [
  {
    name: "a delivery is signed with another key",
    paid: 0,
    async run({ dodo, pay, send }) {
      const payment = await pay({ silent: true });
      await send(dodo.signedRequest(eventOf(payment), { keys: [other_key] }));
    },
  },
  {
    name: "a delivery has no signature",
    paid: 0,
    async run({ dodo, pay, send }) {
      const payment = await pay({ silent: true });
      const { url } = dodo.signedRequest(eventOf(payment));
      await send(new Request(url, { method: "POST", body: JSON.stringify(eventOf(payment)) }));
    },
  },
  {
    name: "a body was changed after it was signed",
    paid: 0,
    async run({ dodo, pay, deliver }) {
      await pay();
      dodo.faults.webhooks.tamper = 3;
      await deliver();
    },
  },
  {
    name: "only a fifth of the price was paid",
    paid: 0.2,
    up_to: true,
    async run({ pay, deliver }) {
      await pay({ overrides: { total_amount: 1000, settlement_amount: 1000 } });
      await deliver();
    },
  },
  {
    name: "another product was paid, for a fiftieth of the price",
    paid: 0.02,
    up_to: true,
    async run({ pay, deliver }) {
      const product_cart = [{ product_id: "pdt_sticker", quantity: 1 }];
      await pay({ overrides: { product_cart, total_amount: 100, settlement_amount: 100 } });
      await deliver();
    },
  },
  {
    name: "an event is called succeeded and its payment has failed",
    paid: 0,
    async run({ pay, tell }) {
      // Dodo's API says `failed` too, so a handler that asks it is not accused.
      const payment = await pay({ silent: true, result: "failed" });
      await tell("payment.succeeded", { ...payment, status: "failed" });
    },
  },
  {
    name: "the payment was refunded before its delivery arrives",
    paid: 0,
    async run({ dodo, pay, deliver }) {
      const { payment_id } = await pay();
      await dodo.refund(payment_id);
      await deliver();
    },
  },
];

/** Every case. The first one is a plain purchase, whose credit is the measure for the others. */
export const handler_cases: readonly HandlerCase[] = [...paid_cases, ...unpaid_cases];
