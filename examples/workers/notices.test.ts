// Cloudflare stops what a request has begun once it is answered, unless `waitUntil` is called.
import { createDodoEmulator } from "@x/dodo-emulator";
import { environmentOf } from "@x/example-shared/mount-suite";
import type { Miniflare } from "miniflare";
import { expect, test } from "vitest";
import { bundle, migrate, startWorker } from "./local.ts";

test("[N02] in a Worker a notice is sent after the answer if `wait_until` is given, and else is stopped with its request", async () => {
  const dodo = createDodoEmulator();
  await dodo.listen();
  const bundled = await bundle("notices-worker.ts");
  const start = async (with_wait_until: "yes" | "no"): Promise<Miniflare> =>
    await startWorker(bundled, { variables: { ...environmentOf(dodo), with_wait_until } });
  const [without, given] = [await start("no"), await start("yes")];
  try {
    for (const worker of [without, given]) {
      await migrate(worker);
      expect(await openCheckout(worker)).toBe(200);
    }
    await expect.poll(async () => await sentBy(given), { timeout: 120_000 }).toBe("1");
    // Its notice had more time, because its checkout was opened first.
    expect(await sentBy(without)).toBe("0");
  } finally {
    await Promise.all([without.dispose(), given.dispose(), dodo.close()]);
  }
});

/** Makes a topup, opens its checkout, and returns the status of the answer. */
async function openCheckout(worker: Miniflare): Promise<number> {
  const topup_id = await (await worker.dispatchFetch("http://localhost/topup")).text();
  const created = await worker.dispatchFetch("http://localhost/v1/payment/checkout/create", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer ada" },
    body: JSON.stringify({ method_id: "dodo", topup_id }),
  });
  return created.status;
}

/** Returns how many notices the Worker has sent. */
async function sentBy(worker: Miniflare): Promise<string> {
  return await (await worker.dispatchFetch("http://localhost/sent")).text();
}
