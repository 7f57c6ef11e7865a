// Stands in for Neon's WebSocket proxy: passes the bytes of a WebSocket on to a PostgreSQL.
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** Starts the proxy on a free port. */
export async function startBridge(
  database: URL,
): Promise<{ address: string; close(): Promise<void> }> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  server.on("connection", (socket) => {
    const postgres = connect(Number(database.port), database.hostname);
    socket.on("message", (bytes: Buffer) => postgres.write(bytes));
    socket.on("close", () => postgres.end());
    postgres.on("data", (bytes) => socket.send(bytes));
    postgres.on("close", () => socket.close());
    postgres.on("error", () => socket.close());
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
