// The shop of a played day: the service, the local Dodo, and a clock that ends at the present.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createDodoEmulator, createManualClock, type DodoEmulator } from "@x/dodo-emulator";
import { createHost } from "@x/example-shared/host";
import { openLedger, type Ledger } from "@x/example-shared/ledger";
import { createShop, sessionOf } from "@x/example-shared/shop";
import { dodoPaymentProvider, PaymentService, type WireNotice } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

export const TOKEN = "operator-token";
export const MINUTE = 60_000;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** A shop in which a day is played. */
export interface Day extends AsyncDisposable {
  url: string;
  dodo: DodoEmulator;
  payment: PaymentService;
  ledger: Ledger;
  /** The notices that the host has taken, in order. */
  notices: WireNotice[];
  /** The mistakes that the host makes, by topup. */
  host: Map<string, "fails" | "does nothing">;
  /** Moves the clock, and sends what is due by then. */
  pass(ms: number): Promise<void>;
  /** Returns the present time of the day, in Unix milliseconds. */
  now(): number;
  /** Moves the clock of the service alone, such as a machine that is set back. */
  skew: { ms: number };
}

/** Opens the shop `before_ms` ago. */
export async function openDay(before_ms: number): Promise<Day> {
  const folder = mkdtempSync(join(tmpdir(), "day-"));
  const ledger = openLedger(join(folder, "shop.sqlite"));
  const clock = createManualClock(Date.now() - before_ms);
  const [notices, host, skew]: [WireNotice[], Day["host"], Day["skew"]] = [
    [],
    new Map(),
    { ms: 0 },
  ];
  const now = (): number => clock.now() + skew.ms;
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const dodo = createDodoEmulator({
    clock,
    delivery: "manual",
    payments_per_session: "many",
    payment_id_after_decline: "new",
    webhook_url: `${url}/v1/payment/webhook`,
    fetch: async (request) => await payment.fetch(request),
  });
  const own = createHost(ledger.db);
  let calls = 0;
  const payment: PaymentService = new PaymentService({
    readTopup: own.readTopup,
    finishTopup(topup_id, extra) {
      if (host.get(topup_id) === "fails") throw new Error("the balance is down");
      if (host.get(topup_id) !== "does nothing") own.finishTopup(topup_id, extra);
    },
    notify(notice) {
      // The host fails one call in seven, and the service repeats it.
      if ((calls += 1) % 7 === 0) throw new Error("the mail server is down");
      notices.push(notice);
    },
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        webhook_key: dodo.webhook_key,
        product_id: "pdt_topup",
        api_base_url: dodo.url,
        fetch: async (request) => await dodo.fetch(request),
      }),
    ],
    storage: sqliteStorage(join(folder, "payments.sqlite"), { clock: now, synchronous: "NORMAL" }),
    authenticate: (request) =>
      request.headers.get("authorization") === `Bearer ${TOKEN}`
        ? { user_id: "operator", admin: true }
        : sessionOf(request),
    base_url: url,
    clock: now,
    provider_calls_per_second: 10_000,
    logger: { info() {}, warn() {}, error() {} },
    env: {},
  });
  server.on("request", getRequestListener(createShop(ledger, payment)));
  return {
    url,
    dodo,
    payment,
    ledger,
    notices,
    host,
    skew,
    now: () => clock.now(),
    async pass(ms) {
      clock.advance(ms);
      await dodo.deliver();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await dodo.close();
      ledger.db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
