// Buyers at the local Dodo: each opens a checkout through a server process and pays in one of
// several ways. What each is then owed is recorded.
import type { DodoEmulator } from "@x/dodo-emulator";
import type { Dice } from "./dice.ts";
import { type Host, USD_CENTS } from "./host.ts";
import type { Workers } from "./workers.ts";

/** The expected result of a topup at the end. */
export type Owed = "credited" | "held" | "nothing";

const WAYS: readonly {
  weight: number;
  owed: Owed;
  pay(dodo: DodoEmulator, session_id: string): Promise<void>;
}[] = [
  {
    weight: 70,
    owed: "credited",
    pay: async (dodo, session_id) => void (await dodo.pay(session_id)),
  },
  {
    weight: 10,
    owed: "credited",
    pay: async (dodo, session_id) => {
      await dodo.pay(session_id, { result: "failed" });
      await dodo.pay(session_id);
    },
  },
  {
    weight: 10,
    owed: "credited",
    pay: async (dodo, session_id) => {
      const { payment_id } = await dodo.pay(session_id, { result: "processing" });
      await dodo.finish(payment_id, "succeeded");
    },
  },
  {
    weight: 4,
    owed: "held",
    pay: async (dodo, session_id) =>
      void (await dodo.pay(session_id, { overrides: { total_amount: USD_CENTS - 1 } })),
  },
  {
    weight: 3,
    owed: "nothing",
    pay: async (dodo, session_id) => void (await dodo.pay(session_id, { result: "failed" })),
  },
  { weight: 3, owed: "nothing", pay: async () => {} },
];

/** Runs one buyer, from the topup to the payment. A checkout whose process died is opened again. */
export async function buy(
  name: string,
  { dodo, workers, host, dice }: { dodo: DodoEmulator; workers: Workers; host: Host; dice: Dice },
): Promise<Owed> {
  await host.createTopup(name);
  const body = JSON.stringify({ method_id: "dodo", topup_id: name });
  for (;;) {
    const response = await workers
      .fetch("/v1/payment/checkout/create", {
        method: "POST",
        body,
        headers: { "content-type": "application/json", authorization: "Bearer ada" },
      })
      .catch(() => null);
    if (response?.status === 200) {
      const { provider_session_id } = (await response.json()) as { provider_session_id: string };
      const way = dice.weighted(WAYS);
      await way.pay(dodo, provider_session_id);
      return way.owed;
    }
    await response?.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
