/**
 * Removes the parameters that Dodo appends to the address of the page when a buyer returns: the
 * payment id, a status, and the buyer's e-mail address. Does nothing if the address has no payment
 * id of Dodo. The status is never used, because anyone can put a status into a link.
 */
export function removeReturnParameters(): void {
  const { location, history } = globalThis;
  if (!/[?&]payment_id=pay_/.test(location?.search)) return;
  const url = new URL(location.href);
  for (const name of ["payment_id", "status", "email"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}
