// The benchmark measures a handler of the payment routes. Any module whose default export is
// a `CreateHandler` can be measured beside ours, see README.md.

/** The parameters of a handler. The benchmark acts as its host and as Dodo. */
export interface HandlerSettings {
  /** An empty folder for the handler's SQLite file. */
  folder: string;
  /** The pragma `synchronous` of that file. */
  synchronous: "NORMAL" | "FULL";
  /** The database to use in place of the file, if there is one. */
  postgres_url: string | null;
  /** The largest number of connections to that database. */
  connections: number;
  /** Whether the host's credit and the handler's rows are committed in one transaction. */
  transactional: boolean;
  /** Dodo's keys and the address of its API. A delivery with a valid signature is believed. */
  dodo: { api_key: string; product_id: string; webhook_key: string; api_base_url: string };
  readTopup(topup_id: string): Topup | null;
  /** Adds the credits. `tx` is the driver's handle on the transaction in transactional mode. */
  finishTopup(topup_id: string, tx: unknown): Promise<void> | void;
}

export interface Topup {
  topup_id: string;
  user_id: string;
  credits: number;
  usd_cents: number;
  status: "pending" | "paid";
}

/** A handler that is measured. */
export interface MeasuredHandler {
  /**
   * Answers `GET methods`, `POST checkout/create`, `GET payments/me` and `POST webhook` below
   * `/v1/payment`. The bearer of a request is the id of its user.
   */
  fetch(request: Request): Promise<Response>;
  /** Closes the database. */
  close(): Promise<void> | void;
}

export type CreateHandler = (settings: HandlerSettings) => Promise<MeasuredHandler>;

/** A handler in the table, with the name of its column. */
export interface Candidate {
  name: string;
  create: CreateHandler;
}
