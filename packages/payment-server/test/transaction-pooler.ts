/**
 * A connection pooler in transaction mode, as PgBouncer and Supavisor are: it lends a client a
 * connection to the server for one transaction, and for the next transaction another one. It passes
 * all messages on unchanged. Like PgBouncer before 1.21, it knows nothing of prepared statements.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A running pooler. */
export interface Pooler {
  /** The URL for clients, with the user and the database of the server. */
  url: string;
  /** The number of transactions so far for which a connection was lent. */
  lent(): number;
  close(): Promise<void>;
}

/** A connection to the server that is ready for a query. */
interface Backend {
  socket: Socket;
  /** The `ParameterStatus` messages of the server, which every new client is sent. */
  parameters: Buffer[];
  /** Receives each message of the server while the connection is lent. */
  receive: (message: Buffer) => void;
}

const SSL_REQUEST = 80_877_103;
/** `AuthenticationOk`, which ends the authentication. */
const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
/** `ReadyForQuery` outside of a transaction. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** Starts a pooler in front of the server at `url`, whose users need no password. */
export async function startPooler(url: string, connections = 3): Promise<Pooler> {
  const target = new URL(url);
  // The connection that was free for the longest time is lent first, so that two transactions of
  // one client rarely have the same one.
  const free = await Promise.all(
    Array.from({ length: connections }, async () => await open(target)),
  );
  const all = new Set(free);
  const waiting: ((backend: Backend) => void)[] = [];
  const clients = new Set<Socket>();
  let lent = 0;

  const giveBack = (backend: Backend): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(backend);
    else next(backend);
  };
  const pool: BackendPool = {
    async lend() {
      lent += 1;
      return free.shift() ?? (await new Promise<Backend>((resolve) => void waiting.push(resolve)));
    },
    giveBack,
    // A client that leaves in the middle of a transaction must not leave it to the next client.
    async replace(backend) {
      all.delete(backend);
      backend.socket.destroy();
      const fresh = await open(target);
      all.add(fresh);
      giveBack(fresh);
    },
    parameters: free[0]?.parameters ?? [],
  };

  const server = createServer((client) => {
    clients.add(client.on("error", () => {}));
    client.once("close", () => clients.delete(client));
    serve(client, pool);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = new URL(url);
  own.port = String(typeof address === "object" ? address?.port : 0);
  return {
    url: own.href,
    lent: () => lent,
    async close() {
      for (const socket of [...clients, ...[...all].map((backend) => backend.socket)])
        socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface BackendPool {
  lend(): Promise<Backend>;
  giveBack(backend: Backend): void;
  replace(backend: Backend): Promise<void>;
  parameters: Buffer[];
}

/** Serves one client until it leaves. */
function serve(client: Socket, pool: BackendPool): void {
  let started = false;
  let backend: Backend | null = null;
  let borrowing = false;
  /** How many `ReadyForQuery` the client still waits for. */
  let unanswered = 0;
  /** Whether the last message asked for a `ReadyForQuery`. */
  let complete = true;
  const outgoing: Buffer[] = [];

  const receive = (message: Buffer): void => {
    client.write(message);
    if (kind(message) !== "Z") return;
    unanswered -= 1;
    const is_idle = message[5] === READY[5];
    if (!is_idle || unanswered > 0 || !complete || backend === null) return;
    pool.giveBack(backend);
    backend = null;
  };
  const flush = async (): Promise<void> => {
    if (borrowing) return;
    borrowing = true;
    backend ??= await pool.lend();
    borrowing = false;
    backend.receive = receive;
    if (client.destroyed) return leave();
    backend.socket.write(Buffer.concat(outgoing.splice(0)));
  };
  const leave = (): void => {
    if (backend !== null) void pool.replace(backend);
    backend = null;
  };

  const split = createSplitter((message) => {
    if (kind(message) === "X") {
      client.end();
      return;
    }
    complete = kind(message) === "Q" || kind(message) === "S";
    if (complete) unanswered += 1;
    outgoing.push(message);
    void flush();
  });
  client.setNoDelay(true);
  client.on("close", leave);
  client.on("data", (chunk) => {
    if (started) return split(chunk);
    // The first message has no type. A client may ask for TLS before it.
    if (chunk.readUInt32BE(4) === SSL_REQUEST) return void client.write("N");
    started = true;
    client.write(Buffer.concat([AUTHENTICATED, ...pool.parameters, READY]));
  });
}

/** Connects to the server as the user of the URL. */
async function open(url: URL): Promise<Backend> {
  const socket = connect(Number(url.port), url.hostname)
    .setNoDelay(true)
    .on("error", () => {});
  const fields = ["user", url.username, "database", url.pathname.slice(1), ""].join("\0");
  const body = Buffer.from(`\0\x03\0\0${fields}\0`, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  const backend: Backend = { socket, parameters: [], receive: () => {} };
  const ready = new Promise<void>((resolve) => {
    backend.receive = (message) => {
      if (kind(message) === "S") backend.parameters.push(message);
      if (kind(message) === "Z") resolve();
    };
  });
  socket.on(
    "data",
    createSplitter((message) => backend.receive(message)),
  );
  socket.write(Buffer.concat([length, body]));
  await ready;
  return backend;
}

/** Returns the type of a message, its first letter. */
function kind(message: Buffer): string {
  return String.fromCharCode(message[0] ?? 0);
}

/** Returns a function that takes chunks and calls `each` with every whole message. */
function createSplitter(each: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = endOf(rest); end <= rest.length; end = endOf(rest)) {
      const message = rest.subarray(0, end);
      rest = rest.subarray(end);
      each(message);
    }
  };
}

/** Returns where the first message ends; infinite if its length is not known yet. */
function endOf(bytes: Buffer): number {
  return bytes.length < 5 ? Infinity : 1 + bytes.readUInt32BE(1);
}
