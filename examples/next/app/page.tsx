import { PACKS, sessionOf } from "@x/example-shared/routes";
import { TopupButton } from "@x/payment-client/react";
import { headers } from "next/headers";
import { shop } from "../database.ts";
import { buy, createTopup, signIn } from "./actions.ts";
import { Refresh } from "./refresh.tsx";

export default async function Page() {
  const user_id = sessionOf({ headers: await headers() })?.user_id;
  if (user_id === undefined) {
    return (
      <form action={signIn}>
        <button>Come in as Ada</button>
      </form>
    );
  }
  return (
    <main>
      <h1>Your balance</h1>
      <p role="status">{shop().balanceOf(user_id).toLocaleString("en")} credits</p>
      {[...PACKS].map(([name, pack]) => {
        const label = `${pack.credits.toLocaleString("en")} credits for $${pack.usd_cents / 100}`;
        return (
          <TopupButton
            key={name}
            id={`pack-${name}`}
            label={label}
            createTopup={createTopup.bind(null, name)}
          >
            <form action={buy}>
              <button name="pack" value={name}>
                {label}
              </button>
            </form>
          </TopupButton>
        );
      })}
      <Refresh />
    </main>
  );
}
