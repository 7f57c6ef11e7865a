import type { AddressInfo } from "node:net";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { getRequestListener } from "@hono/node-server";

/** A running HTTP or HTTPS server. */
export interface Listening {
  /** The origin of the server, without a slash at the end. */
  url: string;
  /** Stops the server and closes the connections that are open. */
  close(): Promise<void>;
}

/** A certificate for HTTPS and its key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

interface ServerOptions {
  unref?: boolean | undefined;
  https?: Certificate | undefined;
}

/**
 * Serves a handler over HTTP or HTTPS. Port 0 means any free port. If the handler rejects, the
 * connection is destroyed without an answer. With `unref`, the server does not keep the process
 * alive. Rejects if the server cannot listen, for example because the port is taken.
 */
export async function listen(
  handler: (request: Request) => Promise<Response>,
  port: number,
  hostname: string,
  { unref = false, https }: ServerOptions = {},
): Promise<Listening> {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      try {
        return await handler(request);
      } catch (error) {
        incoming.socket.destroy();
        throw error;
      }
    },
    { overrideGlobalObjects: false, errorHandler: () => undefined },
  );
  const serve: RequestListener = (incoming, outgoing) => void listener(incoming, outgoing);
  const server = https === undefined ? createServer(serve) : createSecureServer(https, serve);
  await opened(server, port, hostname);
  if (unref) server.unref();
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `${https === undefined ? "http" : "https"}://${host}:${portOf(server.address())}`,
    close: () => closed(server),
  };
}

function opened(server: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
