// Starts the server as a separate process and waits until it prints its address.
import { fileURLToPath } from "node:url";
import { startServer, type Command, type Server } from "@x/example-shared/server";

export type Shop = Server;

/** Returns the command that starts the shop. */
export function shopCommand(env: Readonly<Record<string, string>>): Command {
  return {
    command: process.execPath,
    args: ["server.ts"],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env,
  };
}

/**
 * Starts the shop on `PORT`, or on a free port. Throws with what the server printed if it exits
 * before it listens.
 */
export async function startShop(variables: Readonly<Record<string, string>>): Promise<Shop> {
  return await startServer(shopCommand(variables), variables["PORT"]);
}
