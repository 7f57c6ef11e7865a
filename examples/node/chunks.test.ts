// Sends bodies in very small chunks. A handler that only reads them is measured alternately with
// the payment routes, in the same process and by its processor time, which does not depend on how
// busy the machine is.
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { startServer } from "@x/example-shared/server";
import { expect, test } from "vitest";

const CONNECTIONS = 30;
const BYTES = 10_000_000;
const CHUNK = `10\r\n${"a".repeat(16)}\r\n`;
const CHUNKS_AT_ONCE = 1_024;
/**
 * The limit, relative to the plain handler's processor time. Refusing the bodies costs about half
 * of that; the bug that this test guards against cost twice as much.
 */
const MOST = 1;
/**
 * The number of measurements. A garbage collection can double one of them, but a real cost shows in
 * all.
 */
const TRIES = 5;

interface Flood {
  statuses: number[];
  /** Milliseconds that `GET methods` took while the bodies arrived. */
  beside: number;
  /** The server's processor time in microseconds. */
  used: number;
}

test(
  "[F16] 10 MB in chunks of 16 bytes cost no more than a handler that only reads them",
  { timeout: 240_000 },
  async () => {
    const server = await startServer({
      command: process.execPath,
      args: ["chunks-server.ts"],
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      env: {},
    });
    try {
      await flood(server.url, "/plain", BYTES / 10);
      await flood(server.url, "/v1/payment/webhook", BYTES / 10);
      const ratios = [await measure(server.url)];
      while (ratios.length < TRIES && Math.min(...ratios) > MOST)
        ratios.push(await measure(server.url));
      expect(
        Math.min(...ratios),
        `ratios: ${ratios.map((ratio) => ratio.toFixed(2)).join(" ")}`,
      ).toBeLessThanOrEqual(MOST);
    } finally {
      await server.stop();
    }
  },
);

/** Returns the processor time of the payment routes, relative to that of the plain handler. */
async function measure(url: string): Promise<number> {
  const plain = await flood(url, "/plain", BYTES);
  expect(plain).toMatchObject({
    statuses: Array.from({ length: CONNECTIONS }, () => 200),
    beside: 200,
  });
  const ours = await flood(url, "/v1/payment/webhook", BYTES);
  // On a very busy machine, where reading takes 3 s, the body may time out first. Each request is
  // still answered.
  expect(ours.statuses.filter((status) => status !== 408)).toEqual(
    ours.statuses.filter((status) => status === 413),
  );
  expect(ours).toMatchObject({ statuses: { length: CONNECTIONS }, beside: 200 });
  return ours.used / plain.used;
}

async function flood(url: string, path: string, bytes: number): Promise<Flood> {
  const before = await used(url);
  const sending = Array.from(
    { length: CONNECTIONS },
    async () => await send(url, path, Math.round(bytes / CONNECTIONS / 16)),
  );
  const beside = await fetch(`${url}/v1/payment/methods`);
  await beside.arrayBuffer();
  const statuses = await Promise.all(sending);
  return { statuses, beside: beside.status, used: (await used(url)) - before };
}

async function used(url: string): Promise<number> {
  return Number(await (await fetch(`${url}/used`)).json());
}

/**
 * Sends a body of that many chunks completely, even if the answer comes earlier. Returns the status
 * of the answer, or 0 without one.
 */
async function send(url: string, path: string, chunks: number): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket
    .setEncoding("latin1")
    .on("data", (text: string) => (answer += text))
    .on("error", () => undefined);
  const closed = once(socket, "close");
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  for (let sent = 0; sent < chunks && socket.writable; sent += CHUNKS_AT_ONCE) {
    if (socket.write(CHUNK.repeat(Math.min(CHUNKS_AT_ONCE, chunks - sent)))) continue;
    await Promise.race([once(socket, "drain"), closed]);
  }
  socket.write("0\r\n\r\n");
  await closed;
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}
