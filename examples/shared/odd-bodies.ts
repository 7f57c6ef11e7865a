// [V10] [F16] Bodies that are too large, too slow or in too many chunks, sent over a raw socket
// because client libraries do not send such bodies.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Mount } from "./mount.ts";

/** The time within which the server must answer; the deadline for a body is three seconds. */
const PATIENCE_MS = 60_000;

/**
 * Checks that each such body is refused in time, in every runtime, and that the server keeps
 * working. A host that reads bodies before the payment routes has its own deadline, or none.
 */
export async function refuseOddBodies(
  { shop_url }: Pick<Mount, "shop_url">,
  read_before_us: boolean,
): Promise<void> {
  const chunk = `10\r\n${"a".repeat(16)}\r\n`;
  const [large, pieces, stalled] = await Promise.all([
    send(shop_url, "content-length: 300000", "a".repeat(300_000)),
    send(shop_url, "transfer-encoding: chunked", `${chunk.repeat(10_000)}0\r\n\r\n`),
    read_before_us ? 408 : send(shop_url, "transfer-encoding: chunked", chunk),
  ]);
  assert.deepEqual({ large, stalled }, { large: 413, stalled: 408 });
  // Some runtimes join chunks that arrive together; the body is then 160 kB without a signature. On a
  // busy machine the deadline may come first.
  assert.ok([413, 401, 408].includes(pieces), `in 10,000 pieces: ${pieces}`);
  assert.equal((await fetch(`${shop_url}/v1/payment/methods`)).status, 200);
}

/** Returns the status of the answer, or 0 if there is none. */
async function send(url: string, header: string, body: string): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(
    `POST /v1/payment/webhook HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${header}\r\n\r\n`,
  );
  socket.write(body);
  try {
    return await statusOf(socket);
  } finally {
    socket.destroy();
  }
}

async function statusOf(socket: Socket): Promise<number> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
  const closed = once(socket, "close", { signal: late });
  for (;;) {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
    if (status !== undefined) return Number(status);
    if (socket.closed) return 0;
    await Promise.race([once(socket, "data", { signal: late }), closed]).catch(() =>
      socket.destroy(),
    );
    if (late.aborted) return 0;
  }
}
