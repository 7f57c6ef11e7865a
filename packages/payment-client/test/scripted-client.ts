import type { BuyerClient } from "../src/buyer-client.ts";
import { PaymentClientError, type ClientErrorCode } from "../src/errors.ts";
import type { Checkout, PaymentMethod, PaymentStatus, TopupStatus } from "../src/wire.ts";

/**
 * The response to a poll: a status, `on_its_way` for `pending` with that flag, a part of a status
 * response, or an error.
 */
export type Answer = PaymentStatus | "on_its_way" | Partial<TopupStatus> | PaymentClientError;

/**
 * A client with scripted responses, which records the calls. When a list of responses is used up,
 * the last one is repeated.
 */
export interface ScriptedClient extends BuyerClient {
  creates: Parameters<BuyerClient["createCheckout"]>[0][];
  polls: string[];
  /** The signals of the requests, oldest first. */
  signals: (AbortSignal | undefined)[];
  create: (Checkout | PaymentClientError)[];
  status_answers: Answer[];
  method_answers: PaymentMethod[] | PaymentClientError;
  /** While it is set, requests wait until `release()` is called. */
  hold: boolean;
  release(): void;
}

/** The checkout that a scripted client opens by default. */
export const CHECKOUT: Checkout = {
  payment_id: "pmt_1",
  provider: "dodo",
  topup_id: "tu_1",
  provider_session_id: "cks_1",
  provider_payment_id: "",
  provider_order_id: "",
  checkout_url: "https://test.checkout.dodopayments.com/session/cks_1",
  status: "pending",
  status_url: "https://shop.test/v1/payment/redirect/success?ref=ref_1",
};

/** The only method of a scripted client by default. */
export const METHOD: PaymentMethod = {
  id: "dodo",
  type: "checkout",
  enabled: true,
  label: "Card",
  service: "payment",
  action: "checkout/create",
  requires_user: true,
  currency: "usd",
};

/** Creates an error as the client throws it. `status` is the HTTP status. */
export function failure(
  code: ClientErrorCode | (string & {}),
  status?: number,
  more: { retry_after_ms?: number; status_url?: string } = {},
): PaymentClientError {
  return new PaymentClientError(code, { status, ...more }, `scripted ${code}`);
}

/**
 * Creates a scripted client. By default it has one method, opens a checkout, and reports `pending`.
 */
export function scriptedClient(
  script: Partial<Pick<ScriptedClient, "create" | "status_answers" | "method_answers">> = {},
): ScriptedClient {
  let waiting: (() => void)[] = [];
  const client: ScriptedClient = {
    endpoint: "/v1/payment",
    creates: [],
    polls: [],
    signals: [],
    create: [CHECKOUT],
    status_answers: ["pending"],
    method_answers: [METHOD],
    hold: false,
    ...script,
    release() {
      client.hold = false;
      for (const go of waiting.splice(0)) go();
    },
    async methods() {
      if (client.method_answers instanceof PaymentClientError) throw client.method_answers;
      return client.method_answers;
    },
    async createCheckout(body, options) {
      client.creates.push(body);
      await answerTime(options?.signal);
      const answer = next(client.create);
      if (answer instanceof PaymentClientError) throw answer;
      return { ...answer, topup_id: body.topup_id };
    },
    async status(status_url, options) {
      client.polls.push(status_url);
      await answerTime(options?.signal);
      const answer = next(client.status_answers);
      if (answer instanceof PaymentClientError) throw answer;
      return read(answer);
    },
  };

  async function answerTime(signal: AbortSignal | undefined): Promise<void> {
    client.signals.push(signal);
    if (!client.hold) return;
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  }
  return client;
}

function next<Item>(list: Item[]): Item {
  const item = list.length > 1 ? list.shift() : list[0];
  if (item === undefined) throw new Error("nothing was scripted");
  return item;
}

function read(answer: PaymentStatus | "on_its_way" | Partial<TopupStatus>): TopupStatus {
  const by_name: Partial<TopupStatus> =
    answer === "on_its_way"
      ? { status: "pending", on_its_way: true }
      : { status: answer as PaymentStatus };
  const fields = typeof answer === "object" ? answer : by_name;
  const { status = "pending", on_its_way = false } = fields;
  const pending = on_its_way ? "confirming" : "unpaid";
  return {
    payment_id: "pmt_1",
    topup_id: "tu_1",
    status,
    stage: status === "pending" ? pending : status,
    on_its_way,
    credits: 500,
    amount_minor: 500,
    currency: "USD",
    return_to: null,
    invoice_url: null,
    retry_after_ms: 2_000,
    ...fields,
  };
}
