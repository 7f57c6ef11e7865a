/**
 * Runs the first version of the server on a world's Dodo, host and clock, for tests of databases of
 * that version.
 */
import type { PaymentService, Storage } from "../src/index.ts";
import { finishTopup, identityOf } from "./fake-host.ts";
import type { World } from "./world.ts";
import { dodoPaymentProvider, PaymentService as FirstService } from "./version-1/service.js";

/** Creates a service of the first version. */
export function firstVersion(world: World, storage: Storage): PaymentService {
  const { dodo, host, clock } = world;
  return new FirstService({
    readTopup: (topup_id) => host.topups.get(topup_id) ?? null,
    finishTopup: async (topup_id, extra) => await finishTopup(host, topup_id, extra),
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        product_id: "pdt_topup",
        webhook_key: dodo.webhook_key,
        api_base_url: dodo.url,
        fetch: async (request) => await dodo.fetch(request),
      }),
    ],
    storage,
    authenticate: identityOf,
    clock: () => clock.now(),
    env: {},
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    provider_calls_per_second: 1_000,
  });
}
