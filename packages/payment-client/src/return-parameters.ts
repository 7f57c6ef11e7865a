/** Dodo adds the buyer's e-mail and what it believes of the payment to an address it returns to: none of it stays there, none is believed. */
export function removeReturnParameters(): void {
  const { location, history } = globalThis;
  if (!/[?&]payment_id=pay_/.test(location?.search)) return;
  const url = new URL(location.href);
  for (const name of ["payment_id", "status", "email"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}
