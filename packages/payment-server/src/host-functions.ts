import type { Host, Topup } from "./core/host.ts";
import type { Notice } from "./core/notices/notice.ts";
import { wireNotice } from "./http/notices.ts";
import { requireTransactions } from "./option-checks.ts";
import type { PaymentServiceOptions, TransactionalServiceOptions } from "./options.ts";

/**
 * Wraps the host's functions for the core. In transactional mode, `finishTopup` runs inside a
 * transaction of the storage and receives the handle of that transaction as `extra.tx`. Throws
 * `configuration` if the mode is transactional and the storage has no transactions.
 */
export function hostFunctions<Tx>(
  options: PaymentServiceOptions | TransactionalServiceOptions<Tx>,
): Host {
  const readTopup = async (topup_id: string): Promise<Topup | null> =>
    await options.readTopup(topup_id);
  const { notify, wait_until } = options;
  const functions = {
    readTopup,
    notify:
      notify === undefined
        ? null
        : async (notice: Notice, signal: AbortSignal) =>
            void (await notify(wireNotice(notice), { signal })),
    waitUntil:
      wait_until === undefined
        ? null
        : async (work: Promise<void>) => void (await wait_until(work)),
  };
  if (options.transactional !== true) {
    return {
      ...functions,
      finishTopup: async (topup_id, extra) => void (await options.finishTopup(topup_id, extra)),
      creditWithHost: null,
    };
  }
  const { storage } = options;
  requireTransactions(storage);
  return {
    ...functions,
    finishTopup: null,
    creditWithHost: async (claim, close, call) =>
      await storage.creditWith(
        claim,
        close,
        async (tx, fence) =>
          await call(
            async (topup_id, extra) => void (await options.finishTopup(topup_id, { ...extra, tx })),
            fence,
          ),
      ),
  };
}
