// The server of this repository, or of a packed version of it, as a handler that is measured.
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type {
  PaymentService,
  PaymentServiceOptions,
  TransactionalStorage,
} from "@x/payment-server";
import type * as Server from "@x/payment-server";
import type * as Postgres from "@x/payment-server/storage/postgres";
import type * as Sqlite from "@x/payment-server/storage/sqlite";
import type { CreateHandler, HandlerSettings } from "./contract.ts";

/** The modules of a build. A packed version has the same names. */
export interface Build {
  server: typeof Server;
  sqlite: typeof Sqlite;
  postgres: typeof Postgres;
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export async function loadOurs(): Promise<Build> {
  return {
    server: await import("@x/payment-server"),
    sqlite: await import("@x/payment-server/storage/sqlite"),
    postgres: await import("@x/payment-server/storage/postgres"),
  };
}

/**
 * Creates handlers of a build, each called directly. If `database` is given, it is used in place of
 * a file.
 */
export function handlersOf(build: Build, database?: DatabaseSync): CreateHandler {
  return async (settings) => {
    const { payment, close } = serviceOf(build, settings, database);
    return { fetch: payment.fetch, close };
  };
}

/** Creates the service and the function that closes its storage. */
export function serviceOf(
  build: Build,
  settings: HandlerSettings,
  database?: DatabaseSync,
): { payment: PaymentService<object>; close(): Promise<void> } {
  const { server } = build;
  const common = {
    readTopup: (topup_id: string) => settings.readTopup(topup_id),
    providers: [server.dodoPaymentProvider(settings.dodo)],
    authenticate: (request: Request) => ({
      user_id: request.headers.get("authorization")?.replace("Bearer ", "") ?? "",
    }),
    base_url: "http://localhost:3000",
    confirm: "when_unsigned",
    logger: SILENT,
    env: {},
  } satisfies Partial<PaymentServiceOptions>;
  const storage = openStorage(build, settings);
  const payment = settings.transactional
    ? new server.PaymentService<object>({
        ...common,
        transactional: true,
        storage,
        finishTopup: async (topup_id, { tx }) => await settings.finishTopup(topup_id, tx),
      })
    : new server.PaymentService<object>({
        ...common,
        storage: database === undefined ? storage : build.sqlite.sqliteStorage(database),
        finishTopup: async (topup_id) => await settings.finishTopup(topup_id, null),
      });
  return { payment, close: async () => await storage.close() };
}

/** Opens the storage. A SQLite file is created at its first use. */
function openStorage(
  { sqlite, postgres }: Build,
  { folder, synchronous, postgres_url, connections }: HandlerSettings,
): TransactionalStorage<object> {
  return postgres_url === null
    ? sqlite.sqliteStorage<object>(join(folder, "payments.sqlite"), { synchronous })
    : postgres.postgresStorage<object>(postgres_url, { max_connections: connections });
}

/** The form in which a module is given to `--against`. */
const create: CreateHandler = async (settings) => await handlersOf(await loadOurs())(settings);
export default create;
