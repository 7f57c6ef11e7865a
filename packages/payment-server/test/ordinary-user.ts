/**
 * Removes root's right to write any file until the end of a block that begins with `using _ =
 * asOrdinaryUser()`. Other users are not affected.
 */
export function asOrdinaryUser(): Disposable {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.("nobody");
  return { [Symbol.dispose]: () => void (root && process.seteuid?.(0)) };
}
