// session.ts
/** Returns who sent a request. Replace it by your own sign-in: this one believes any cookie. */
export function sessionOf(headers: Headers): { user_id: string } | null {
  const user_id = /(?:^|; )user=([\w-]+)/.exec(headers.get("cookie") ?? "")?.[1];
  return user_id === undefined ? null : { user_id };
}
