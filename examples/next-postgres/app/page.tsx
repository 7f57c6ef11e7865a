// app/page.tsx
import { TopupButton } from "@x/payment-client/react";
import { eq } from "drizzle-orm";
import { headers } from "next/headers";
import { balances, db } from "../db.ts";
import { sessionOf } from "../session.ts";
import { createTopup } from "./actions.ts";

export default async function Page() {
  const user_id = sessionOf(await headers())?.user_id ?? "";
  const [balance] = await db.select().from(balances).where(eq(balances.user_id, user_id));
  return (
    <main>
      <p>{balance?.credits ?? 0} credits</p>
      <TopupButton label="500 credits for $5" createTopup={createTopup.bind(null, "small")} />
      <TopupButton label="2,500 credits for $20" createTopup={createTopup.bind(null, "large")} />
    </main>
  );
}
