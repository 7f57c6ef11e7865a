import { createPaymentStore, type PaymentStore } from "../src/desk/payment-store.ts";
import { scriptedAdmin, type Answers, type ScriptedAdmin } from "./desk-client.ts";

/** A store over scripted answers, with the number of decisions that it has announced. */
export interface PaymentBench {
  client: ScriptedAdmin;
  store: PaymentStore;
  decided(): number;
}

/** Creates a store whose clock stands still. */
export function paymentBench(answers: Partial<Answers> = {}): PaymentBench {
  const client = scriptedAdmin(answers);
  let decided = 0;
  const store = createPaymentStore(
    client,
    () => 5_000,
    () => void (decided += 1),
  );
  return { client, store, decided: () => decided };
}

/** Opens a payment, writes a note and opens the second look. */
export async function confirming(
  { store }: PaymentBench,
  choice: "credit" | "dismiss" = "credit",
  payment_id = "pmt_1",
): Promise<void> {
  await store.open(payment_id);
  store.write("checked at Dodo");
  store.choose(choice);
}
