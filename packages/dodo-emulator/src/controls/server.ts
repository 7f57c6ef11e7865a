import type { DodoEmulator } from "../dodo-emulator.ts";
import { listen, type Listening } from "../listen.ts";
import { isLoopback } from "../loopback.ts";

/** The HTTP servers of one emulator. */
export interface EmulatorServer {
  /** Returns the origin of the newest server, or the option `origin` if no server was started. */
  origin(): string;
  listen: DodoEmulator["listen"];
  /** Stops all servers. */
  close(): Promise<void>;
}

/** Creates the servers of an emulator. No server runs until `listen()` is called. */
export function createServers(fetch: DodoEmulator["fetch"], first: string): EmulatorServer {
  const servers = new Set<Listening>();
  let origin = first;
  return {
    origin: () => origin,
    async listen({ port = 0, hostname = "127.0.0.1", allow_public = false, unref, https } = {}) {
      if (!allow_public && !isLoopback(hostname))
        throw new TypeError(
          `listen() on ${hostname} would let others in: use 127.0.0.1, or set allow_public if you mean it`,
        );
      const server = await listen(fetch, port, hostname, { unref, https });
      servers.add(server);
      origin = server.url;
      return server;
    },
    async close() {
      await Promise.all([...servers].map((server) => server.close()));
    },
  };
}
