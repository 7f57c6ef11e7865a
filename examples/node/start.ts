// Starts the server as a process of its own and waits until it says where it listens.
import { fileURLToPath } from "node:url";
import { startServer, type Command, type Server } from "@x/example-shared/server";

export type Shop = Server;

/** How the shop is started. */
export function shopCommand(env: Readonly<Record<string, string>>): Command {
  return {
    command: process.execPath,
    args: ["server.ts"],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env,
  };
}

/** On `PORT`, or on a free port. Throws with what the server printed if it ends before it listens. */
export async function startShop(variables: Readonly<Record<string, string>>): Promise<Shop> {
  return await startServer(shopCommand(variables), variables["PORT"]);
}
