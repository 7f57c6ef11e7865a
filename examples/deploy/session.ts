// Who sends a request: the platform's cron, an administrator, or a buyer.
import type { Identity } from "@x/payment-server";

/** Returns whether a request is the platform's cron, which sends a secret as a bearer. */
function isCron(request: Request, secret: string | undefined): boolean {
  if (secret === undefined || secret.length < 16) return false; // a secret that is not set opens nothing
  return request.headers.get("authorization") === `Bearer ${secret}`;
}

/** Returns the identity of a request. The cookie stands for your own sign-in. */
export function identityOf(request: Request, cron_secret: string | undefined): Identity | null {
  if (isCron(request, cron_secret)) return { user_id: "cron", admin: true };
  const user_id = /(?:^|; )user=([\w-]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return user_id === undefined ? null : { user_id };
}
