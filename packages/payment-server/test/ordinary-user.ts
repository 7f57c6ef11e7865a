/** Root may write anything; in a block that begins with `using _ = asOrdinaryUser()` it may not. Nothing changes for others. */
export function asOrdinaryUser(): Disposable {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.("nobody");
  return { [Symbol.dispose]: () => void (root && process.seteuid?.(0)) };
}
