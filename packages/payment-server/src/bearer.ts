/**
 * Whether the request carries `Authorization: Bearer <secret>`: in constant time for secrets of one length, and false for
 * a missing, odd or multi-byte one. An empty secret matches nothing.
 */
export function bearerMatches(request: Request, secret: string | undefined): boolean {
  const given = /^Bearer ([^\s]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given === undefined || secret === undefined || secret === "") return false;
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(secret)];
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}
