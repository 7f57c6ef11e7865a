// Runs every journey against one mount, whose server is a separate process in its own runtime. The
// tests of the examples call it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { afterAll, beforeAll, describe, test } from "vitest";
import { journeys, purchases, type Journey } from "./journeys.ts";
import { OLD_KEY, untilDelivered, type Mount } from "./mount.ts";
import { refuseOddBodies } from "./odd-bodies.ts";
import { keepRawBytes, type Way } from "./raw-bytes.ts";
import { startServer, type Command, type Server } from "./server.ts";
import { stopUnderLoad } from "./stopping.ts";

/** A running mount and its folder, for tests of a single example. */
export interface Mounted extends Mount {
  server: Server;
  /** A folder for databases, which is removed afterwards. */
  folder: string;
}

/** Returns the command that starts a server with these variables, in a folder of its own. */
export type MountCommand = (variables: Record<string, string>, folder: string) => Command;

/** Starts a server directly, for runtimes that are not started by a command. */
export type StartServer = (variables: Record<string, string>, folder: string) => Promise<Server>;

/**
 * Returns the variables for the local Dodo during a key rotation: deliveries may be signed with
 * either key.
 */
export function environmentOf(dodo: DodoEmulator): Record<string, string> {
  return { ...dodo.env, DODO_WEBHOOK_KEY: `${dodo.webhook_key} ${OLD_KEY}` };
}

/**
 * Starts the server once, runs every journey against it, and then the tests that `more` registers.
 * `lost` names the spellings of JSON that the host changes before the payment routes see them.
 */
export function testMount(
  name: string,
  start: MountCommand | StartServer,
  more: (mounted: () => Mounted) => void = () => {},
  lost: readonly Way[] = [],
): void {
  describe(name, () => {
    const current = openMount(start);
    testJourneys(journeys, current, lost);
    test(
      "[V10] [F16] a body that is too large, in too many chunks or never ends is refused in time",
      async () => await refuseOddBodies(current(), lost.length > 0),
      30_000,
    );
    test(
      "[K11] stopped under load: each delivery in flight is decided or redelivered, none is lost or doubled",
      async () => await stopUnderLoad(current()),
      60_000,
    );
    more(current);
  });
}

/**
 * Starts the server once and buys twice: the webhook arrives, and it is lost. This is enough for a
 * framework whose server is the same as that of another example.
 */
export function testPurchases(name: string, start: MountCommand | StartServer): void {
  describe(name, () => testJourneys(purchases, openMount(start), []));
}

/** Registers a test for each of the journeys, and one for bodies byte for byte. */
function testJourneys(
  chosen: readonly Journey[],
  current: () => Mounted,
  lost: readonly Way[],
): void {
  test.each(chosen.map((journey) => [journey.name, journey] as const))("%s", async (_, journey) => {
    await journey.run(current());
    await untilDelivered(current());
  });
  test(
    "[V08] a body reaches the signature check unchanged, byte for byte",
    async () => await keepRawBytes(current(), lost),
    30_000,
  );
}

/** Starts the server and a local Dodo before the tests of a group, and stops them afterwards. */
function openMount(start: MountCommand | StartServer): () => Mounted {
  const dodo = createDodoEmulator({ payments_per_session: "many" });
  const folder = mkdtempSync(join(tmpdir(), "shop-"));
  let mounted: Mounted | null = null;
  beforeAll(async () => {
    await dodo.listen();
    const started = await start(
      { ...environmentOf(dodo), DATABASE: join(folder, "shop.sqlite") },
      folder,
    );
    const server = "command" in started ? await startServer(started) : started;
    dodo.webhook_url = `${server.url}/v1/payment/webhook`;
    mounted = { shop_url: server.url, dodo, restart: server.restart, server, folder };
  });
  afterAll(async () => {
    await mounted?.server.stop();
    await dodo.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (mounted === null) throw new Error("the server has not started");
    return mounted;
  };
}
