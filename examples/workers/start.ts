// Starts the shop at a local address. Stopping it is like a crash: miniflare kills workerd with all
// requests in flight.
import { oncePortIsFree, type Server } from "@x/example-shared/server";
import type { Miniflare } from "miniflare";
import { bundle, migrate, startWorker, wrangler } from "./local.ts";

export interface Shop extends Server {
  /**
   * Runs the scheduled handler, as Cloudflare does at each time of `triggers.crons`. Returns `ok`
   * if it did not throw.
   */
  scheduled(): Promise<string>;
}

/**
 * Starts the shop with these variables and its data in a folder. Throws with what the Worker
 * printed if it cannot be started.
 */
export async function startShop(
  variables: Readonly<Record<string, string>>,
  folder: string,
): Promise<Shop> {
  const bundled = await bundle(wrangler.main);
  let worker: Miniflare = await startWorker(bundled, { variables, folder });
  await migrate(worker);
  const { origin, port } = await worker.ready;
  return {
    url: origin,
    cut_off: true,
    async restart() {
      await worker.dispose();
      worker = await oncePortIsFree(
        async () => await startWorker(bundled, { variables, folder, port: Number(port) }),
      );
    },
    async stop() {
      await worker.dispose();
      return null;
    },
    async scheduled() {
      return (
        await (await worker.getWorker()).scheduled({ cron: wrangler.triggers.crons[0] ?? "" })
      ).outcome;
    },
  };
}
