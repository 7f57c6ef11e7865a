// The cases for every SQLite library: the storage suites, and cases for a path and for a database
// that the host has open.
import { sqliteStorage, type SqliteTransaction } from "@x/payment-server/storage/sqlite";
import {
  storageCases,
  transactionCases,
  type CreateStorage,
  type CreateTransactional,
} from "@x/payment-server/testing";
import { makeFolder, rowsOf, type Open } from "./file.ts";
import { HOST_CASES } from "./host-cases.ts";
import { PATH_CASES } from "./path-cases.ts";

export interface Case {
  name: string;
  run(): Promise<void>;
}

/**
 * Returns the cases for a file that the storage opens by its path. `open` opens the host's own
 * connection.
 */
export function pathCases(open: Open): Case[] {
  const transactions = transactionCases.map(({ name, run }) => ({
    name,
    run: async () => await run(withHost(open)),
  }));
  return [
    ...suite(onPath),
    ...transactions,
    ...PATH_CASES.map(({ name, body }) => ({ name, run: async () => await inFolder(body) })),
  ];
}

/** Returns the cases for a database that the host opens with `open`. */
export function handleCases(open: Open): Case[] {
  return [
    ...suite(onHandle(open)),
    ...HOST_CASES.map(({ name, body }) => ({
      name,
      run: async () => await inFolder(async (file) => await body(open, file)),
    })),
  ];
}

function suite(create: CreateStorage): Case[] {
  return storageCases.map(({ name, run }) => ({ name, run: async () => await run(create) }));
}

async function inFolder(body: (file: string) => Promise<void>): Promise<void> {
  const folder = makeFolder();
  try {
    await body(folder.file);
  } finally {
    folder.remove();
  }
}

const onPath: CreateStorage = ({ clock }) => {
  const folder = makeFolder();
  const [storage, second] = [
    sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }),
    sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }),
  ];
  return {
    storage,
    second,
    async dispose() {
      await Promise.all([storage.close(), second.close()]);
      folder.remove();
    },
  };
};

function withHost(open: Open): CreateTransactional<SqliteTransaction> {
  return ({ clock }) => {
    const folder = makeFolder();
    const [storage, second] = [
      sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }),
      sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }),
    ];
    const host = open(folder.file);
    host.exec("PRAGMA journal_mode = WAL; CREATE TABLE words (word TEXT)");
    // All writes of a case use one prepared statement, as hosts do. In Bun it may outlive its
    // database.
    const statements = new WeakMap<SqliteTransaction, ReturnType<SqliteTransaction["prepare"]>>();
    return {
      storage,
      second,
      write(tx, word) {
        const statement = statements.get(tx) ?? tx.prepare("INSERT INTO words VALUES (?)");
        statements.set(tx, statement);
        statement.run(word);
      },
      read: () =>
        rowsOf(host, "SELECT word FROM words").map((row) => String(Reflect.get(row, "word"))),
      async dispose() {
        host.close();
        await Promise.all([storage.close(), second.close()]);
        folder.remove();
      },
    };
  };
}

function onHandle(open: Open): CreateStorage {
  return ({ clock }) => {
    const folder = makeFolder();
    const databases = [open(folder.file), open(folder.file)] as const;
    for (const database of databases)
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    const [storage, second] = [
      sqliteStorage(databases[0], { clock }),
      sqliteStorage(databases[1], { clock }),
    ];
    return {
      storage,
      second,
      async dispose() {
        await Promise.all([storage.close(), second.close()]);
        for (const database of databases) database.close();
        folder.remove();
      },
    };
  };
}
