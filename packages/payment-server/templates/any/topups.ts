// The packs on sale, and where a topup is made. The server knows the prices; a page sends only the
// name of a pack.
import { sessionOf } from "./session.ts";
import { balanceOf, insertTopup } from "./shop.ts";

export const PACKS = [
  { id: "small", credits: 500, usd_cents: 500 },
  { id: "medium", credits: 2_200, usd_cents: 2_000, recommended: true },
  { id: "large", credits: 6_000, usd_cents: 5_000 },
];

/** Answers `GET /topups` by what is sold, for `<dodo-topup-packs topups="/topups">`. */
export async function getTopups(request: Request): Promise<Response> {
  const user = await sessionOf(request);
  if (user === null) return refuse(401, "Sign in first.");
  return fresh({ packs: PACKS, balance: await balanceOf(user.user_id) });
}

/** Answers `POST /topups` with `{ "pack": "small" }` by `{ topup_id }`. */
export async function postTopup(request: Request): Promise<Response> {
  const user = await sessionOf(request);
  if (user === null) return refuse(401, "Sign in first.");
  // A form of another site cannot send JSON without asking first.
  if (request.headers.get("content-type")?.startsWith("application/json") !== true)
    return refuse(415, "Send JSON.");
  const body: unknown = await request.json().catch(() => null);
  const name: unknown = Reflect.get(Object(body), "pack");
  const pack = PACKS.find(({ id }) => id === name);
  if (pack === undefined) return refuse(400, "There is no such pack.");
  const topup_id = `tu_${crypto.randomUUID()}`;
  const { credits, usd_cents } = pack;
  await insertTopup({ topup_id, user_id: user.user_id, credits, usd_cents });
  return Response.json({ topup_id });
}

/** Answers `GET /balance` by `{ credits }`. */
export async function getBalance(request: Request): Promise<Response> {
  const user = await sessionOf(request);
  if (user === null) return refuse(401, "Sign in first.");
  return fresh({ credits: await balanceOf(user.user_id) });
}

function fresh(answer: object): Response {
  return Response.json(answer, { headers: { "cache-control": "no-store" } });
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
