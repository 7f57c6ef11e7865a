/**
 * Sends all statements of a batch at once, so that a batch takes one round trip and not one for
 * each statement. The server runs the statements in order. After an error the server skips the
 * rest, COMMIT included:
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 *
 * `pg` has no method for this. But `pg` passes its connection to a query object with a `submit`
 * method, such as that of pg-cursor. If this is not possible with a client, such as a wrapper of
 * the host, the driver sends the statements one after the other.
 */
import type { SqlRow } from "../sql/driver.ts";
import { parserOf, type BoundQuery } from "./bound-query.ts";
import type { PostgresClient } from "./connection.ts";

/** The parts of `pg`'s `Connection` that are used. `parse` to `sync` each send one message. */
interface Connection {
  /** The texts of the prepared statements of this connection, by their names. */
  parsedStatements: Record<string, string>;
  stream: { cork?(): void; uncork?(): void };
  parse(message: { text: string; name: string }): void;
  bind(message: { statement: string; values: readonly (string | null)[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
}

/** A client of `pg` that a pipeline can be sent through. */
interface PipelineClient {
  connection: Connection;
  query(pipeline: Pipeline): unknown;
}

/** Returns the client if a pipeline can be sent through it, or `null`. */
export function pipelineClient(client: PostgresClient): PipelineClient | null {
  const connection: unknown = Reflect.get(client, "connection");
  const methods = ["parse", "bind", "describe", "execute", "sync"];
  const able =
    typeof Reflect.get(Object(connection), "parsedStatements") === "object" &&
    methods.every((name) => typeof Reflect.get(Object(connection), name) === "function") &&
    // With its own `pipeline` option the client refuses each query object but a `Query` of `pg`.
    Reflect.get(client, "pipeline") !== true;
  return able ? (client as unknown as PipelineClient) : null;
}

/**
 * Sends the queries in one round trip, and returns the rows of each. Throws the error of the server
 * or of the connection.
 */
export async function sendPipeline(
  client: PipelineClient,
  queries: readonly BoundQuery[],
): Promise<SqlRow[][]> {
  return await new Promise((resolve, reject) => {
    client.query(
      createPipeline(queries, (error, rows) => {
        if (error === null) resolve(rows);
        else reject(error);
      }),
    );
  });
}

/** The object that `pg` submits. Its `handle…` methods are called with the server's messages. */
interface Pipeline {
  /** Called with the error, or with the rows of each query. `pg` may replace it by a wrapper. */
  callback(error: unknown, rows: SqlRow[][]): void;
  submit(connection: Connection): void;
  handleRowDescription(message: { fields: { dataTypeID: number }[] }): void;
  handleDataRow(message: { fields: (string | null)[] }): void;
  handleCommandComplete(): void;
  handleEmptyQuery(): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: unknown): void;
}

function createPipeline(queries: readonly BoundQuery[], callback: Pipeline["callback"]): Pipeline {
  const rows: SqlRow[][] = [[]];
  let parsers: ((text: string) => unknown)[] = [];
  const pipeline: Pipeline = {
    callback,
    submit(connection) {
      connection.stream.cork?.();
      for (const query of queries) sendQuery(connection, query);
      connection.sync();
      connection.stream.uncork?.();
    },
    handleRowDescription({ fields }) {
      parsers = fields.map(({ dataTypeID }) => parserOf(dataTypeID));
    },
    handleDataRow({ fields }) {
      rows.at(-1)?.push(fields.map((text, at) => (text === null ? null : parsers[at]?.(text))));
    },
    handleCommandComplete: () => void rows.push([]),
    handleEmptyQuery: () => void rows.push([]),
    // The server sends ReadyForQuery after it has run all queries, including COMMIT if it is sent.
    handleReadyForQuery(connection) {
      for (const { name, text } of queries)
        if (name !== undefined) connection.parsedStatements[name] = text;
      pipeline.callback(null, rows);
    },
    handleError: (error) => pipeline.callback(error, []),
  };
  return pipeline;
}

/** Sends the messages of one query. A statement without a name is parsed each time. */
function sendQuery(connection: Connection, { name = "", text, values }: BoundQuery): void {
  if (connection.parsedStatements[name] === undefined) connection.parse({ text, name });
  const texts = values.map((value) => (value === null ? null : String(value)));
  connection.bind({ statement: name, values: texts });
  connection.describe({ type: "P", name: "" });
  connection.execute({ portal: "", rows: 0 });
}
