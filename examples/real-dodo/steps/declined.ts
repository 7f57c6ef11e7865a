// A card that is declined, a second one in the same page, and the two ways to leave.
import { at, isSet } from "../account.ts";
import { word } from "../facts.ts";
import {
  answer,
  answerByReturn,
  knownNames,
  open,
  paymentIdOf,
  paymentOf,
  paymentThatIs,
  until,
  type Visit,
} from "../visit.ts";

/** Declines a card, reads the payment while the page is open, and pays with a second card. */
export async function secondCard(visit: Visit): Promise<void> {
  const checkout = await open(visit);
  const { session_id } = checkout;
  if (!(await visit.person.does({ act: "decline", ...checkout }))) return;
  const declined = await until(visit, () => paymentOf(visit, session_id));
  const status = word(at(declined, "status"));
  if (status === "requires_payment_method" || status === "failed")
    answer(visit, "status_after_decline", status, {
      has_error_code: isSet(declined, "error_code"),
    });
  if (declined === null || !(await visit.person.does({ act: "second_card", ...checkout }))) return;
  const paid = await paymentThatIs(visit, session_id, ["succeeded"]);
  if (paid === null) return;
  const same = at(paid, "payment_id") === at(declined, "payment_id");
  answer(visit, "payment_id_after_decline", same ? "same" : "new");
}

/** Declines a card and leaves the page for the shop. */
export async function leave(visit: Visit): Promise<void> {
  const since = visit.inbox.returns.length;
  const checkout = await open(visit);
  if (!(await visit.person.does({ act: "decline_and_leave", ...checkout }))) return;
  answerByReturn(visit, "return_after_decline", "failed", since);
}

/** Leaves the page by its Back link before anything is tried. */
export async function goBack(visit: Visit): Promise<void> {
  const since = visit.inbox.returns.length;
  const checkout = await open(visit);
  if (!(await visit.person.does({ act: "go_back", ...checkout }))) return;
  const back = visit.inbox.returns.slice(since).findLast(({ kind }) => kind === "cancel");
  if (back === undefined) return;
  const has_status = back.parameters.has("status");
  const has_payment = (await paymentIdOf(visit, checkout.session_id)) !== null;
  answer(visit, "cancel_url_parameters", has_status ? "status" : "none", {
    parameters: knownNames(back.parameters),
    has_payment,
  });
}
