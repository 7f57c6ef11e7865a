import type { DodoEmulator } from "../dodo-emulator.ts";
import { createDodoEmulator } from "../emulator.ts";
import type { DodoEmulatorOptions } from "../options.ts";
import type { DeliveryAttempt } from "../webhooks/delivery.ts";
import { type Actions, type HandlerCase, handler_cases } from "./cases.ts";

/**
 * The second argument of `wouldItCreditTwice()`: the shop's balance and checkout, and options of
 * the local Dodo.
 */
export interface HandlerUnderTest {
  /** Returns the balance that the purchases are credited to. */
  balance(): number | Promise<number>;
  /**
   * Opens a checkout for a purchase of 50 USD, as your shop does, and returns its session id. By
   * default, `dodo.openSession()` opens a checkout without metadata.
   */
  open?(dodo: DodoEmulator): string | Promise<string>;
  /** Options of the local Dodo, such as the `webhook_key` that your handler verifies with. */
  emulator?: Omit<DodoEmulatorOptions, "clock" | "delivery" | "fetch">;
}

/** One case in which the balance was wrong afterwards. */
export interface Finding {
  /** A sentence that says what happened, and how the balance changed. */
  sentence: string;
  /** The amount by which the balance grew. */
  grew: number;
  /**
   * The amount by which the balance should have grown. If a purchase was underpaid, this is the
   * most by which the balance may have grown. If a plain purchase was not credited, this is 1.
   */
  paid: number;
}

/** The result of all cases: whether a webhook handler credits what was paid, and only once. */
export interface HandlerVerdict {
  /** Whether there is no finding. */
  sound: boolean;
  /** The cases in which one purchase was paid in full and more than that was credited. */
  twice: readonly Finding[];
  /** The cases in which less was credited than should have been. */
  lost: readonly Finding[];
  /** The other cases in which more was credited than was paid. */
  unpaid: readonly Finding[];
}

/** A webhook handler. */
export type WebhookHandler = (request: Request) => Response | Promise<Response>;

/**
 * Finds out whether a webhook handler would credit a purchase twice, fail to credit one, or credit
 * what was not paid. Makes one purchase after another and reads the balance before and after each.
 * Stops if the first one, a plain purchase, is not credited. The handler receives deliveries of a
 * local Dodo, signed with the keys of that Dodo, and some forged requests. To test a server, pass
 * the URL of its webhook route. Rejects with a `TypeError` if the URL is not http or https.
 */
export async function wouldItCreditTwice(
  webhook: WebhookHandler | string,
  shop: HandlerUnderTest,
): Promise<HandlerVerdict> {
  const { webhook_url, handler } = targetOf(webhook);
  const attempts: DeliveryAttempt[] = [];
  await using dodo = createDodoEmulator({
    webhook_url,
    ...shop.emulator,
    delivery: "manual",
    fetch: async (request) => await handler(request),
    on_delivery(attempt) {
      attempts.push(attempt);
      shop.emulator?.on_delivery?.(attempt);
    },
  });
  const verdict = { twice: [] as Finding[], lost: [] as Finding[], unpaid: [] as Finding[] };
  let purchase = 0;
  for (const one of handler_cases) {
    const before = await shop.balance();
    await one.run(actionsOf(dodo, shop, handler));
    dodo.faults.webhooks = {};
    const grew = rounded((await shop.balance()) - before);
    if (one === handler_cases[0]) purchase = grew;
    if (purchase <= 0)
      return {
        ...verdict,
        sound: false,
        lost: [{ sentence: nothingCredited(attempts), grew, paid: 1 }],
      };
    judge(one, grew, rounded(purchase * one.paid), verdict);
  }
  const sound = Object.values(verdict).every((findings) => findings.length === 0);
  return { sound, ...verdict };
}

/** Returns the handler to call, and the URL to which its deliveries are addressed. */
function targetOf(webhook: WebhookHandler | string): {
  webhook_url: string;
  handler: WebhookHandler;
} {
  if (typeof webhook !== "string")
    return { webhook_url: "http://shop.test/webhook", handler: webhook };
  if (!URL.canParse(webhook) || !/^https?:$/.test(new URL(webhook).protocol))
    throw new TypeError(
      `${webhook} is not an http or https URL of a webhook route, such as http://localhost:3000/webhook`,
    );
  return { webhook_url: webhook, handler: (request) => fetch(request) };
}

/**
 * Returns the sentence for a plain purchase that was not credited, with the answer to its delivery.
 */
function nothingCredited(attempts: readonly DeliveryAttempt[]): string {
  const { status = null, body = "there was none" } = attempts.at(-1) ?? {};
  const answer = status === null ? `not answered: ${body}` : `answered ${status}`;
  return `a plain purchase adds nothing to the balance, so nothing else was tried; its delivery was ${answer}`;
}

/** Returns the number with six decimals. 100.1 - 50.1, for example, is less than 50. */
function rounded(difference: number): number {
  return Number(difference.toFixed(6));
}

function judge(
  { name, paid, up_to }: HandlerCase,
  grew: number,
  expected: number,
  verdict: Record<"twice" | "lost" | "unpaid", Finding[]>,
): void {
  const finding = (did: string): Finding => ({
    sentence: `if ${name}, ${did}`,
    grew,
    paid: expected,
  });
  if (grew > expected && paid === 1) verdict.twice.push(finding("it is credited more than once"));
  else if (grew > expected) verdict.unpaid.push(finding("more is credited than was paid"));
  else if (grew < expected && up_to !== true)
    verdict.lost.push(finding(paid === 0 ? "the balance falls" : "what was paid is not credited"));
}

function actionsOf(dodo: DodoEmulator, shop: HandlerUnderTest, handler: WebhookHandler): Actions {
  const first = dodo.deliveries.length;
  let session_id = "";
  const deliver = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1)
      for (const { delivery_id, state } of dodo.deliveries.slice(first))
        if (state !== "delivered") await dodo.resend(delivery_id);
  };
  return {
    dodo,
    deliver,
    async pay(outcome) {
      session_id = (await shop.open?.(dodo)) ?? dodo.openSession();
      return await dodo.pay(session_id, outcome);
    },
    payAgain: (outcome) => dodo.pay(session_id, outcome),
    async tell(type, payment) {
      dodo.emit(type, { payload_type: "Payment", ...payment });
      await deliver();
    },
    async send(request) {
      try {
        await handler(request);
      } catch {
        // A handler that throws has refused the request.
      }
    },
  };
}
