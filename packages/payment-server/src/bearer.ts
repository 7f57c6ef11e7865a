/**
 * Returns whether the request carries `Authorization: Bearer <secret>`. The comparison takes
 * equally long for all tokens of the same length, so that its duration does not reveal which
 * characters are right. An empty or absent secret matches nothing.
 */
export function bearerMatches(request: Request, secret: string | undefined): boolean {
  const given = /^Bearer ([^\s]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given === undefined || secret === undefined || secret === "") return false;
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(secret)];
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}
