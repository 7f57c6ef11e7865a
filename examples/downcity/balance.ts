// A model of the two functions of Downcity's `BalanceService` that a payment service uses, on the
// shop's own tables. They throw an error with status 404 for an unknown topup and 409 for a second
// credit.
import { createHost } from "@x/example-shared/host";
import type { Ledger } from "@x/example-shared/ledger";
import type { FinishExtra, Topup } from "@x/payment-server";
import { httpError } from "./identities.ts";

export interface Balance {
  readTopup(topup_id: string): Promise<Topup>;
  finishTopup(topup_id: string, extra: FinishExtra): Promise<Topup>;
}

export function createBalance({ db }: Ledger): Balance {
  const books = createHost(db);

  async function readTopup(topup_id: string): Promise<Topup> {
    const topup = books.readTopup(topup_id);
    if (topup === null) throw httpError(404, `topup not found: ${topup_id}`);
    return topup;
  }

  return {
    readTopup,
    async finishTopup(topup_id, extra) {
      const { status } = await readTopup(topup_id);
      if (status !== "pending") throw httpError(409, `topup is already ${status}`);
      books.finishTopup(topup_id, extra);
      return await readTopup(topup_id);
    },
  };
}
