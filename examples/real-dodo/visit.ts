// A run in progress: the account, the person, what has arrived, and the answers so far.
import { type Account, at, textAt } from "./account.ts";
import { type Answers, checkAnswer } from "./answers.ts";
import type { Fact } from "./facts.ts";
import type { Inbox } from "./inbox.ts";
import type { Person } from "./person.ts";
import type { QuestionId } from "./questions.ts";
import { isTestUrl } from "./settings.ts";

/** The price of every purchase of a run, in cents. */
export const PRICE = 1000;

/** The objects that every step uses. */
export interface Visit {
  account: Account;
  person: Person;
  inbox: Inbox;
  answers: Answers;
  product_id: string;
  read_only_key: string | null;
  /** The origin of this machine that buyers come back to. */
  here: string;
  /** The day of this run, in ISO 8601. */
  today: string;
  /** Waits some milliseconds. */
  pause(ms: number): Promise<void>;
}

/** An open checkout. */
export interface Checkout {
  session_id: string;
  checkout_url: string;
}

/** Keeps an answer. Throws if it or a fact is not one that may be written down. */
export function answer(
  { answers, today, person }: Visit,
  id: QuestionId,
  found: string,
  facts: Record<string, Fact> = {},
): void {
  checkAnswer(id, { answer: found, facts });
  answers[id] = { ...answers[id], answer: found, seen_on: today, facts };
  person.reads(`${id}: ${found}`);
}

/** Returns the body of a checkout of 10 USD for a buyer in Germany, whose purchases are taxed. */
export function order(
  { product_id, here }: Pick<Visit, "product_id" | "here">,
  more: Record<string, unknown> = {},
  line: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    product_cart: [{ product_id, quantity: 1, amount: PRICE, ...line }],
    customer: { email: "buyer@example.com", name: "Test Buyer" },
    billing_address: { country: "DE", zipcode: "10115" },
    billing_currency: "USD",
    feature_flags: { allow_discount_code: false, allow_currency_selection: false },
    return_url: `${here}/return?ref=run`,
    cancel_url: `${here}/cancel?ref=run`,
    ...more,
  };
}

/** Opens a checkout. Throws if there is none, or if its page is not of the test mode. */
export async function open(visit: Visit, more: Record<string, unknown> = {}): Promise<Checkout> {
  const { status, body } = await visit.account.call("POST", "/checkouts", {
    body: order(visit, more),
  });
  const session_id = textAt(body, "session_id");
  const checkout_url = textAt(body, "checkout_url");
  if (session_id === null || checkout_url === null)
    throw new Error(`no checkout was opened: Dodo answered ${status}`);
  if (!isTestUrl(checkout_url))
    throw new Error("the checkout is not on a test host, so nothing more is tried");
  return { session_id, checkout_url };
}

/** Resolves to the id of a session's payment; `null` while there is none. */
export async function paymentIdOf(visit: Visit, session_id: string): Promise<string | null> {
  const { body } = await visit.account.call("GET", `/checkouts/${encodeURIComponent(session_id)}`);
  return textAt(body, "payment_id");
}

/** Resolves to a session's payment as the API shows it; `null` while there is none. */
export async function paymentOf(visit: Visit, session_id: string): Promise<unknown> {
  const payment_id = await paymentIdOf(visit, session_id);
  if (payment_id === null) return null;
  const { status, body } = await visit.account.call(
    "GET",
    `/payments/${encodeURIComponent(payment_id)}`,
  );
  return status === 200 ? body : null;
}

/** Resolves to a session's payment once it has one of the statuses, or to `null` after a minute. */
export async function paymentThatIs(
  visit: Visit,
  session_id: string,
  statuses: readonly string[],
): Promise<unknown> {
  return await until(visit, async () => {
    const payment = await paymentOf(visit, session_id);
    return statuses.includes(String(at(payment, "status"))) ? payment : null;
  });
}

/** Calls `probe` every two seconds until it finds something; resolves to `null` after a minute. */
export async function until<Found>(
  visit: Pick<Visit, "pause">,
  probe: () => Promise<Found | null> | Found | null,
  seconds = 60,
): Promise<Found | null> {
  for (let waited = 0; waited <= seconds; waited += 2) {
    const found = await probe();
    if (found !== null && found !== undefined) return found;
    await visit.pause(2_000);
  }
  return null;
}

/** Answers a question by the status that the newest return of a buyer has. */
export function answerByReturn(visit: Visit, id: QuestionId, usual: string, since: number): void {
  const back = visit.inbox.returns.slice(since).findLast(({ kind }) => kind === "return");
  if (back === undefined) return;
  const status = back.parameters.get("status");
  const other = status === null ? "none" : "another";
  answer(visit, id, status === usual ? usual : other, {
    parameters: knownNames(back.parameters),
  });
}

const PARAMETERS: ReadonlySet<string> = new Set(
  "payment_id status license_key email subscription_id ref".split(" "),
);

/** Returns the names of the parameters that are known, in their order, without any value. */
export function knownNames(parameters: URLSearchParams): string[] {
  return [...parameters.keys()].filter((name) => PARAMETERS.has(name));
}
