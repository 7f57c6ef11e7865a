// The packs on sale, and where a topup is made. The server knows the prices; a page sends only the
// name of a pack.
import { sessionOf } from "./session.ts";
import { balanceOf, insertTopup } from "./shop.ts";

export const PACKS: Readonly<Record<string, { credits: number; usd_cents: number }>> = {
  small: { credits: 500, usd_cents: 500 },
  medium: { credits: 2_200, usd_cents: 2_000 },
  large: { credits: 6_000, usd_cents: 5_000 },
};

/** Answers `POST /topups` with `{ "pack": "small" }` by `{ topup_id }`, for the button of the page. */
export async function postTopup(request: Request): Promise<Response> {
  const user = await sessionOf(request);
  if (user === null) return refuse(401, "Sign in first.");
  // A form of another site cannot send JSON without asking first.
  if (request.headers.get("content-type")?.startsWith("application/json") !== true)
    return refuse(415, "Send JSON.");
  const body: unknown = await request.json().catch(() => null);
  const name = String(Reflect.get(Object(body), "pack"));
  const pack = Object.hasOwn(PACKS, name) ? PACKS[name] : undefined;
  if (pack === undefined) return refuse(400, "There is no such pack.");
  const topup_id = `tu_${crypto.randomUUID()}`;
  await insertTopup({ topup_id, user_id: user.user_id, ...pack });
  return Response.json({ topup_id });
}

/** Answers `GET /balance` by `{ credits }`. */
export async function getBalance(request: Request): Promise<Response> {
  const user = await sessionOf(request);
  if (user === null) return refuse(401, "Sign in first.");
  const credits = await balanceOf(user.user_id);
  return Response.json({ credits }, { headers: { "cache-control": "no-store" } });
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
