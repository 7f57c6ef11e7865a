// Four questions that the API answers by itself.
import { type ApiAnswer, at, textAt } from "../account.ts";
import { amount, type Fact, word } from "../facts.ts";
import { answer, order, PRICE, type Visit } from "../visit.ts";

/** Sends the same create twice under one `Idempotency-Key`. */
export async function idempotencyKey(visit: Visit): Promise<void> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  const create = (): Promise<ApiAnswer> =>
    visit.account.call("POST", "/checkouts", { body: order(visit), headers });
  const [first, second] = [await create(), await create()];
  const ids = [first, second].map(({ body }) => textAt(body, "session_id"));
  if (ids[0] === null || ids[1] === null) return;
  answer(visit, "idempotency_key", ids[0] === ids[1] ? "honored" : "ignored");
}

/** Asks for the price of two units, which creates nothing. */
export async function quantity(visit: Visit): Promise<void> {
  const { status, body } = await visit.account.call("POST", "/checkouts/preview", {
    body: order(visit, {}, { quantity: 2 }),
  });
  const subtotal = at(body, "current_breakup", "subtotal");
  const facts = { status: amount(status), subtotal: amount(subtotal) };
  if (subtotal === 2 * PRICE) answer(visit, "amount_with_quantity", "per_unit", facts);
  if (subtotal === PRICE) answer(visit, "amount_with_quantity", "line", facts);
}

/** The refusals of the local Dodo: status and code. */
const REFUSALS: Record<string, { status: number; code: string }> = {
  amount_too_low: { status: 422, code: "REQUEST_AMOUNT_BELOW_MINIMUM" },
  unknown_country: { status: 422, code: "INVALID_REQUEST_BODY" },
  wrong_key: { status: 401, code: "UNAUTHORIZED" },
  unknown_session: { status: 404, code: "NOT_FOUND" },
};

/** Sends what Dodo must refuse. */
export async function refusals(visit: Visit): Promise<void> {
  const { account } = visit;
  const post = (body: unknown, api_key?: string): Promise<ApiAnswer> =>
    account.call("POST", "/checkouts", api_key === undefined ? { body } : { body, api_key });
  const got: Record<string, ApiAnswer> = {
    amount_too_low: await post(order(visit, {}, { amount: 1 })),
    unknown_country: await post(order(visit, { billing_address: { country: "ZZ" } })),
    wrong_key: await post(order(visit), "no_such_key"),
    unknown_session: await account.call("GET", "/checkouts/cks_000000000000000000000"),
  };
  const facts: Record<string, Fact> = {};
  for (const [name, { status, body }] of Object.entries(got))
    facts[name] = { status: amount(status), code: word(at(body, "code")) };
  const same = JSON.stringify(facts) === JSON.stringify(REFUSALS);
  answer(visit, "refusals", same ? "as emulated" : "otherwise", facts);
}

/** Tries to write with a key that has no write access. */
export async function readOnlyKey(visit: Visit): Promise<void> {
  if (visit.read_only_key === null) {
    visit.person.reads("skipped: DODO_READ_ONLY_KEY is not set");
    return;
  }
  const { status, is_empty, body } = await visit.account.call("POST", "/checkouts", {
    body: order(visit),
    api_key: visit.read_only_key,
  });
  if (status !== 401 && status !== 403) return;
  answer(visit, "read_only_status", String(status), { is_empty, code: word(at(body, "code")) });
}
