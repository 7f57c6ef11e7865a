import { connectionTo, type Connection } from "./connection.ts";
import type { OpenDatabase } from "./database.ts";

/**
 * The connection of the host's transactions, which is kept between them: opening one and compiling
 * its statements takes as long as the credit itself.
 */
export interface KeptConnection {
  /**
   * Opens the connection, unless one is open and not taken. Another call may take it before this
   * call resolves.
   */
  open(): Promise<void>;
  /**
   * Takes the connection for one transaction. Returns `null` if none is open, or if it is taken.
   */
  take(): Connection | null;
  /**
   * Puts a connection back. It is closed if another one is open, or if `close` was called after it
   * was opened.
   */
  putBack(connection: Connection): void;
  /** Closes the connection. One that is taken is closed when it is put back. */
  close(): void;
}

/** Creates a `KeptConnection` that is not open. */
export function createKeptConnection(open: () => Promise<OpenDatabase>): KeptConnection {
  let idle: Connection | null = null;
  /** The connections that were opened since `close` was last called. */
  let current = new WeakSet<Connection>();
  const putBack = (connection: Connection): void => {
    if (idle === null && current.has(connection)) idle = connection;
    else discard(connection.database);
  };
  return {
    async open() {
      if (idle !== null) return;
      const opened = current;
      const connection = connectionTo(await open());
      opened.add(connection);
      putBack(connection);
    },
    take() {
      const taken = idle;
      idle = null;
      return taken;
    },
    putBack,
    close() {
      current = new WeakSet();
      if (idle !== null) discard(idle.database);
      idle = null;
    },
  };
}

/**
 * Rolls back what was not committed, and closes the connection. It first forbids writes, because
 * Bun keeps a closed database open while the host still holds statements of it.
 */
export function discard(database: OpenDatabase): void {
  try {
    if (database.inTransaction()) database.exec("ROLLBACK");
    database.exec("PRAGMA query_only = ON");
  } finally {
    database.close();
  }
}
