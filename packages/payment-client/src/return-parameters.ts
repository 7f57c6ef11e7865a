/**
 * Removes from the address of the page what Dodo appends when it sends a buyer back: the payment
 * id, a status, and the buyer's e-mail address. The status is never used, since anybody can write
 * it.
 */
export function removeReturnParameters(): void {
  const { location, history } = globalThis;
  if (!/[?&]payment_id=pay_/.test(location?.search)) return;
  const url = new URL(location.href);
  for (const name of ["payment_id", "status", "email"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}
