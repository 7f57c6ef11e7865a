/** Returns who sent a request. A real shop asks its own sign-in: docs/mounts.md has six. */
export function sessionOf(headers: Headers): { user_id: string } | null {
  const user_id = /(?:^|; )user=([\w-]+)/.exec(headers.get("cookie") ?? "")?.[1];
  return user_id === undefined ? null : { user_id };
}
