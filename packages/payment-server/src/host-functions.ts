import type { Host, Topup } from "./core/host.ts";
import { requireTransactions } from "./option-checks.ts";
import type { PaymentServiceOptions, TransactionalServiceOptions } from "./options.ts";

/**
 * Wraps the host's functions for the core. In transactional mode `finishTopup` runs inside a
 * transaction of the storage, whose handle it receives as `extra.tx`. Throws `configuration` if the
 * mode is transactional and the storage has no transactions.
 */
export function hostFunctions<Tx>(
  options: PaymentServiceOptions | TransactionalServiceOptions<Tx>,
): Host {
  const readTopup = async (topup_id: string): Promise<Topup | null> =>
    await options.readTopup(topup_id);
  if (options.transactional !== true) {
    return {
      readTopup,
      finishTopup: async (topup_id, extra) => void (await options.finishTopup(topup_id, extra)),
      closeWithHost: null,
    };
  }
  const { storage } = options;
  requireTransactions(storage);
  return {
    readTopup,
    finishTopup: null,
    closeWithHost: async (change, fence, call) =>
      await storage.closeCreditWith(
        change,
        fence,
        async (tx) =>
          await call(
            async (topup_id, extra) => void (await options.finishTopup(topup_id, { ...extra, tx })),
          ),
      ),
  };
}
