/** A proxy in front of a server that breaks a connection after a number of bytes. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** The direction in which the bytes are counted. */
export type Direction = "request" | "answer";

/** A running proxy. */
export interface CuttingProxy {
  url: string;
  /** Breaks the connection that is the first to pass so many bytes from now on; `null` for none. */
  cutAfter(direction: Direction, bytes: number | null): void;
  /** Returns the bytes that passed since the last call of `cutAfter`. */
  passed(direction: Direction): number;
  close(): Promise<void>;
}

/** Starts a proxy in front of the server at `url`. */
export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const passed = { request: 0, answer: 0 };
  let cut: { direction: Direction; bytes: number } | null = null;

  const pass = (direction: Direction, from: Socket, to: Socket): void => {
    sockets.add(from.on("error", () => {}).on("close", () => to.destroy()));
    from.on("data", (chunk: Buffer) => {
      const left = cut?.direction === direction ? cut.bytes - passed[direction] : Infinity;
      passed[direction] += chunk.length;
      if (left > chunk.length) {
        to.write(chunk);
      } else {
        cut = null;
        to.write(chunk.subarray(0, Math.max(0, left)), () => to.destroy());
      }
    });
  };
  const server = createServer((client) => {
    const backend = connect(Number(target.port), target.hostname);
    pass("request", client.setNoDelay(true), backend.setNoDelay(true));
    pass("answer", backend, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = new URL(url);
  own.port = String(typeof address === "object" ? address?.port : 0);
  return {
    url: own.href,
    cutAfter(direction, bytes) {
      Object.assign(passed, { request: 0, answer: 0 });
      cut = bytes === null ? null : { direction, bytes };
    },
    passed: (direction) => passed[direction],
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
