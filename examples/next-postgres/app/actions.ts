// app/actions.ts
"use server";
import { headers } from "next/headers";
import { db, topups } from "../db.ts";
import { sessionOf } from "../session.ts";

const PACKS = new Map([
  ["small", { credits: 500, usd_cents: 500 }],
  ["large", { credits: 2_500, usd_cents: 2_000 }],
]);

/** Creates a topup at a click. The price comes from here, never from the page. */
export async function createTopup(pack: string): Promise<string> {
  const session = sessionOf(await headers());
  const price = PACKS.get(pack);
  if (session === null || price === undefined) throw new Error("Sign in, and choose a pack.");
  const [topup] = await db
    .insert(topups)
    .values({ ...price, user_id: session.user_id })
    .returning();
  if (topup === undefined) throw new Error("The topup was not stored.");
  return topup.topup_id;
}
