// Every journey against one mount, each runtime's server in a process of its own: what the tests of the examples call.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { afterAll, beforeAll, describe, test } from "vitest";
import { journeys } from "./journeys.ts";
import { OLD_KEY, untilDelivered, type Mount } from "./mount.ts";
import { refuseOddBodies } from "./odd-bodies.ts";
import { keepRawBytes, type Way } from "./raw-bytes.ts";
import { startServer, type Command, type Server } from "./server.ts";
import { stopUnderLoad } from "./stopping.ts";

/** What a server is started with, and what a test of one mount may ask of it. */
export interface Mounted extends Mount {
  server: Server;
  /** A folder that is gone afterwards, for databases. */
  folder: string;
}

/** How a server is started with these variables; the folder is the mount's own. */
export type MountCommand = (variables: Record<string, string>, folder: string) => Command;

/** The same for what starts by itself. */
export type StartServer = (variables: Record<string, string>, folder: string) => Promise<Server>;

/** Variables of the local Dodo, in the middle of a rotation: deliveries may be signed with either key. */
export function environmentOf(dodo: DodoEmulator): Record<string, string> {
  return { ...dodo.env, DODO_WEBHOOK_KEY: `${dodo.webhook_key} ${OLD_KEY}` };
}

/** Starts the server once, as the command says or by itself, and runs every journey against it, then what `more` registers. `lost` are ways of writing JSON that a host takes away before we see them. */
export function testMount(
  name: string,
  start: MountCommand | StartServer,
  more: (mounted: () => Mounted) => void = () => {},
  lost: readonly Way[] = [],
): void {
  describe(name, () => {
    const dodo = createDodoEmulator({ payments_per_session: "many" });
    const folder = mkdtempSync(join(tmpdir(), "shop-"));
    let mounted: Mounted | null = null;
    const current = (): Mounted => {
      if (mounted === null) throw new Error("the server has not started");
      return mounted;
    };

    beforeAll(async () => {
      await dodo.listen();
      const started = await start(
        { ...environmentOf(dodo), DATABASE: join(folder, "shop.sqlite") },
        folder,
      );
      const server = "command" in started ? await startServer(started) : started;
      dodo.webhook_url = `${server.url}/v1/payment/webhook`;
      mounted = { shop_url: server.url, dodo, restart: server.restart, server, folder };
    }, 60_000);
    afterAll(async () => {
      await mounted?.server.stop();
      await dodo.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(journeys.map((journey) => [journey.name, journey] as const))(
      "%s",
      async (_, journey) => {
        await journey.run(current());
        await untilDelivered(current());
      },
      30_000,
    );
    test(
      "[V08] a body reaches the signature's check as it came, byte for byte",
      async () => await keepRawBytes(current(), lost),
      30_000,
    );
    test(
      "[V10] [F16] a body that is too large, in too many chunks or never ends is refused in time",
      async () => await refuseOddBodies(current(), lost.length > 0),
      30_000,
    );
    test(
      "[K11] told to stop under load: what is in flight is decided or comes again, nothing is lost or doubled",
      async () => await stopUnderLoad(current()),
      60_000,
    );
    more(current);
  });
}
