// app/page.tsx
import { TopupButton } from "@x/payment-client/react";
import { eq } from "drizzle-orm";
import { headers } from "next/headers";
import { Suspense } from "react";
import { balances, db } from "../db.ts";
import { sessionOf } from "../session.ts";
import { createTopup } from "./actions.ts";

// Next prerenders what is outside of <Suspense>, so all that reads the request is inside.
export default function Page() {
  return (
    <Suspense>
      <Credits />
    </Suspense>
  );
}

async function Credits() {
  const session = sessionOf(await headers());
  if (session === null) return <p>Please sign in.</p>;
  const [balance] = await db.select().from(balances).where(eq(balances.user_id, session.user_id));
  const [small, large] = [createTopup.bind(null, "small"), createTopup.bind(null, "large")];
  return (
    <main>
      <p>{balance?.credits ?? 0} credits</p>
      <TopupButton id="small" label="500 credits for $5" createTopup={small} />
      <TopupButton id="large" label="2,500 credits for $20" createTopup={large} />
    </main>
  );
}
