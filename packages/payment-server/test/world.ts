/**
 * The world of a test: a service on a real storage, the local Dodo, a host with a ledger, and a
 * clock that the test moves.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createDodoEmulator,
  createManualClock,
  type DodoEmulator,
  type DodoEmulatorOptions,
  type ManualClock,
} from "@x/dodo-emulator";
import {
  dodoPaymentProvider,
  memoryStorage,
  PaymentService,
  type DodoOptions,
  type Logger,
  type Payment,
  type PaymentServiceOptions,
  type Storage,
  type TransactionalServiceOptions,
  type WireCheckout,
  type WireEvent,
  type WirePayment,
} from "../src/index.ts";
import { postgresStorage } from "../src/storage/postgres.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";
import { chosenAnswer, DECLINE_ENDS_PAYMENT } from "./dodo-answers.ts";
import { createHost, finishTopup, identityOf, type FakeHost } from "./fake-host.ts";
import { borrowSchema } from "./postgres.ts";

/** A storage that a world can run on. */
export type StorageKind = "memory" | "sqlite" | "postgres";
/** The storages that behaviour tests run on. */
export const STORAGES: readonly StorageKind[] = (["memory", "sqlite", "postgres"] as const).filter(
  (kind) => (process.env["TEST_STORAGES"] ?? kind).includes(kind),
);

/** The origin and the base URL of the service. */
export const ORIGIN = "http://localhost:3000";
export const BASE: string = `${ORIGIN}/v1/payment`;
/** 2026-11-23T08:16:00Z, shortly after the documented sample payloads. */
export const START: number = Date.parse("2026-11-23T08:16:00Z");

/** What a world is made of; everything has a default. */
export interface WorldOptions {
  storage?: StorageKind;
  /** `false` configures no signing key. */
  signed?: boolean;
  dodo?: Omit<DodoEmulatorOptions, "clock" | "fetch" | "delivery">;
  provider?: DodoOptions;
  service?: Partial<PaymentServiceOptions>;
}

/** A running service and everything around it; closed by `await using` or `close()`. */
export interface World {
  clock: ManualClock;
  dodo: DodoEmulator;
  host: FakeHost;
  storage: Storage;
  payment: PaymentService;
  /** The lines of the log, each a message and its fields as JSON. */
  log: string[];
  /** The folder of the SQLite file. */
  folder: string;
  /** Returns the service of another process on the same storage, host and Dodo. */
  secondService(options?: Partial<PaymentServiceOptions>): PaymentService;
  /** Returns a service in transactional mode, with its own host and storage. */
  transactionalService<Tx>(
    options: Pick<
      TransactionalServiceOptions<Tx>,
      "storage" | "readTopup" | "finishTopup" | "notify" | "confirm"
    >,
  ): PaymentService<Tx>;
  /** Sends Dodo's deliveries to this service from now on. */
  receiveWith(service: PaymentService): void;
  /** Sends a request; `as` is `user:<id>`, `admin`, or `null` for an anonymous request. */
  send(
    method: string,
    path: string,
    options?: {
      as?: string | null;
      body?: unknown;
      headers?: Record<string, string>;
      service?: PaymentService;
    },
  ): Promise<Response>;
  /** Creates a checkout through the route; throws on any other status than 200. */
  create(
    topup_id: string,
    options?: { as?: string; return_to?: string; language?: string; service?: PaymentService },
  ): Promise<WireCheckout>;
  /** Signs the body and sends it to the webhook route. */
  deliver(
    body: unknown,
    options?: {
      webhook_id?: string;
      timestamp?: number;
      keys?: readonly string[];
      service?: PaymentService;
    },
  ): Promise<Response>;
  /** Returns the rows of the topup, by their attempt. */
  payments(topup_id: string): Promise<Payment[]>;
  allPayments(): Promise<WirePayment[]>;
  allEvents(): Promise<WireEvent[]>;
  /** Returns the only payment of the topup; throws if there is none or more than one. */
  only(topup_id: string): Promise<Payment>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates a world; `await using` closes it at the end of the block. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createManualClock(START);
  const host = createHost();
  const log: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "payment-"));
  const opened = await openStorage(options.storage ?? "memory", folder, () => clock.now());
  const { storage } = opened;
  let service: PaymentService | null = null;
  const dodo = createDodoEmulator({
    tax_bps: 0,
    ...DECLINE_ENDS_PAYMENT,
    ...chosenAnswer(),
    ...options.dodo,
    clock,
    delivery: "manual",
    webhook_url: `${BASE}/webhook`,
    fetch: async (request) => await (service as PaymentService).fetch(request),
  });
  const common = {
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        product_id: "pdt_topup",
        ...(options.signed === false ? {} : { webhook_key: dodo.webhook_key }),
        api_base_url: dodo.url,
        fetch: async (request) => await dodo.fetch(request),
        ...options.provider,
      }),
    ],
    authenticate: identityOf,
    clock: () => clock.now(),
    env: {},
    logger: createLogger(log),
    provider_calls_per_second: 1_000,
  };
  const build = (extra: Partial<PaymentServiceOptions> = {}): PaymentService =>
    new PaymentService({
      ...common,
      readTopup: async (topup_id) => {
        await host.reading?.(topup_id);
        return host.topups.get(topup_id) ?? null;
      },
      finishTopup: async (topup_id, finish) => await finishTopup(host, topup_id, finish),
      storage,
      ...options.service,
      ...extra,
    });
  service = build();
  const first = service;

  const world: World = {
    clock,
    dodo,
    host,
    storage,
    payment: first,
    log,
    folder,
    secondService: build,
    transactionalService: (own) => new PaymentService({ ...common, ...own, transactional: true }),
    receiveWith: (own) => void (service = own),
    async send(method, path, { as = null, body, headers = {}, service: to = first } = {}) {
      const identity: Record<string, string> = as === null ? {} : { authorization: `Bearer ${as}` };
      const content: Record<string, string> =
        body === undefined ? {} : { "content-type": "application/json" };
      const init = { method, headers: { ...identity, ...content, ...headers } };
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return await to.fetch(
        new Request(
          path.startsWith("http") ? path : BASE + path,
          body === undefined ? init : { ...init, body: text },
        ),
      );
    },
    async create(topup_id, { as = "user:ada", return_to, language, service: to = first } = {}) {
      const body = {
        method_id: "dodo",
        topup_id,
        ...(return_to === undefined ? {} : { return_to }),
        ...(language === undefined ? {} : { language }),
      };
      const response = await world.send("POST", "/checkout/create", { as, body, service: to });
      if (response.status !== 200)
        throw new Error(`checkout/create answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as WireCheckout;
    },
    async deliver(body, { service: to = first, ...signing } = {}) {
      const timestamp = Math.floor(clock.now() / 1_000);
      return await to.fetch(
        dodo.signedRequest(body, { timestamp, url: `${BASE}/webhook`, ...signing }),
      );
    },
    payments: async (topup_id) => await storage.listAttempts(topup_id),
    allPayments: async () => (await first.listPayments({}, { limit: 200 })).items,
    allEvents: async () => (await first.listEvents({}, { limit: 200 })).items,
    async only(topup_id) {
      const [payment, ...others] = await storage.listAttempts(topup_id);
      if (payment === undefined || others.length > 0)
        throw new Error(`${others.length + (payment ? 1 : 0)} payments of ${topup_id}`);
      return payment;
    },
    async close() {
      await dodo.close();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
    [Symbol.asyncDispose]: async () => await world.close(),
  };
  return world;
}

async function openStorage(
  kind: StorageKind,
  folder: string,
  clock: () => number,
): Promise<{ storage: Storage; close(): Promise<void> }> {
  if (kind === "postgres") {
    const { pool, schema, drop } = await borrowSchema();
    return { storage: postgresStorage(pool, { clock, schema }), close: drop };
  }
  // The memory of a world lasts as long as its processes: it may sell in live_mode.
  const storage =
    kind === "sqlite"
      ? sqliteStorage(join(folder, "payments.sqlite"), { clock, synchronous: "NORMAL" })
      : { ...memoryStorage({ clock }), durable: true };
  return { storage, close: async () => await storage.close() };
}

function createLogger(log: string[]): Logger {
  const write = (message: string, fields: unknown = {}): unknown =>
    log.push(`${message} ${JSON.stringify(fields)}`);
  return { info: write, warn: write, error: write };
}
