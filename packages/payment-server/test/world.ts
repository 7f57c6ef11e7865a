/**
 * The surroundings of a test: a service on a real storage, the emulator of Dodo, a host with a
 * ledger, and a clock that it moves.
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
  type Identity,
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
import { createHost, finishTopup, type FakeHost } from "./fake-host.ts";
import { makeSchema } from "./postgres.ts";

/** The storages that tests run on. */
export type StorageKind = "memory" | "sqlite" | "postgres";
/** Every storage, for tests of behaviour that must be the same on each. */
export const STORAGES: readonly StorageKind[] = ["memory", "sqlite", "postgres"];

/** The origin of the service. It is on loopback, where `base_url` need not be set. */
export const ORIGIN = "http://localhost:3000";
/** The address in front of every route. */
export const BASE: string = `${ORIGIN}/v1/payment`;
/** 2026-11-23T08:16:00Z, shortly after the documented sample payloads. */
export const START: number = Date.parse("2026-11-23T08:16:00Z");

/** Options of {@link createWorld}; each has a default that works. */
export interface WorldOptions {
  /** Default `memory`. */
  storage?: StorageKind;
  /** `false` configures no signing key, so that deliveries are unsigned. */
  signed?: boolean;
  dodo?: Omit<DodoEmulatorOptions, "clock" | "fetch" | "delivery">;
  provider?: DodoOptions;
  service?: Partial<PaymentServiceOptions>;
}

/** A service and its surroundings, with the steps that most tests take. */
export interface World {
  clock: ManualClock;
  dodo: DodoEmulator;
  host: FakeHost;
  storage: Storage;
  payment: PaymentService;
  /** Every line of the log, as it would be printed. */
  log: string[];
  /** The folder of the SQLite file, which `close()` removes. */
  folder: string;
  /** Makes another service on the same storage, host and Dodo, as a second process would. */
  secondService(options?: Partial<PaymentServiceOptions>): PaymentService;
  /**
   * Makes a service in transactional mode, with the same Dodo and clock and with a host and a
   * storage of its own.
   */
  transactionalService<Tx>(
    options: Pick<TransactionalServiceOptions<Tx>, "storage" | "readTopup" | "finishTopup">,
  ): PaymentService<Tx>;
  /** Sends a request; `as` is the identity: `user:<id>`, `admin`, or `null` for nobody. */
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
  /** Opens a checkout through the route. Throws if it is refused. */
  create(
    topup_id: string,
    options?: { as?: string; return_to?: string; service?: PaymentService },
  ): Promise<WireCheckout>;
  /** Signs a delivery as Dodo does and sends it to the service. */
  deliver(
    body: unknown,
    options?: {
      webhook_id?: string;
      timestamp?: number;
      keys?: readonly string[];
      service?: PaymentService;
    },
  ): Promise<Response>;
  /** Reads the payments of a topup from the storage. */
  payments(topup_id: string): Promise<Payment[]>;
  allPayments(): Promise<WirePayment[]>;
  allEvents(): Promise<WireEvent[]>;
  /** Reads the only payment of a topup. Throws if there are more, or none. */
  only(topup_id: string): Promise<Payment>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a world, which the caller has to close: `await using world = await createWorld()`. */
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
    async create(topup_id, { as = "user:ada", return_to, service: to = first } = {}) {
      const body = {
        method_id: "dodo",
        topup_id,
        ...(return_to === undefined ? {} : { return_to }),
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

/**
 * Opens an empty storage: a database in memory, a file in `folder`, or a PostgreSQL schema that
 * `close()` drops.
 */
async function openStorage(
  kind: StorageKind,
  folder: string,
  clock: () => number,
): Promise<{ storage: Storage; close(): Promise<void> }> {
  if (kind === "postgres") {
    const { pool, schema, drop } = await makeSchema();
    return { storage: postgresStorage(pool, { clock, schema }), close: drop };
  }
  // The services of a world share one object, so their memory outlives each of them: it may call
  // itself durable.
  const storage =
    kind === "sqlite"
      ? sqliteStorage(join(folder, "payments.sqlite"), { clock, synchronous: "NORMAL" })
      : { ...memoryStorage({ clock }), durable: true };
  return { storage, close: async () => await storage.close() };
}

/**
 * Reads the identity from `Authorization: Bearer user:<id>` or `Bearer admin`, or from a cookie
 * `session=` with the same.
 */
export function identityOf(request: Request): Identity | null {
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const word = bearer ?? /session=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  if (word === "admin") return { user_id: "root", admin: true };
  const user_id = /^user:(.+)$/.exec(word ?? "")?.[1];
  return user_id === undefined ? null : { user_id };
}

function createLogger(log: string[]): Logger {
  const write = (message: string, fields: unknown = {}): unknown =>
    log.push(`${message} ${JSON.stringify(fields)}`);
  return { info: write, warn: write, error: write };
}
