/**
 * Situations that many tests begin in, and the actions of buyers, hosts and administrators that
 * lead to them.
 */
import { expect } from "vitest";
import {
  dodoPaymentProvider,
  PaymentError,
  type Payment,
  type PaymentService,
  type PaymentServiceOptions,
  type Storage,
  type Topup,
  type WireCheckout,
} from "../src/index.ts";
import { gate } from "./books.ts";
import { around } from "./faults.ts";
import type { World } from "./world.ts";

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** A topup with an open checkout. */
export interface Opened {
  topup: Topup;
  checkout: WireCheckout;
  session_id: string;
}

/** Adds a topup and creates its checkout. */
export async function open(world: World): Promise<Opened> {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  return { topup, checkout, session_id: checkout.provider_session_id };
}

/** Makes a payment of 4,000 cents for a topup of 5,000, which is delivered and held. */
export async function underpaid(
  world: World,
): Promise<Opened & { payment_id: string; provider_payment_id: string }> {
  const opened = await open(world);
  const paid = await world.dodo.pay(opened.session_id, {
    overrides: { total_amount: 4_000, settlement_amount: 4_000 },
  });
  await world.dodo.deliver();
  expect(await world.storage.readPayment(opened.checkout.payment_id)).toMatchObject({
    status: "held",
    hold_reason: "underpaid",
  });
  return {
    ...opened,
    payment_id: opened.checkout.payment_id,
    provider_payment_id: paid.payment_id,
  };
}

/**
 * Makes a payment that was delivered while the host was down: it is `crediting`, and no call is
 * running. The host works again afterwards.
 */
export async function stuckCrediting(
  world: World,
): Promise<Opened & { payment_id: string; provider_payment_id: string }> {
  const opened = await open(world);
  const paid = await world.dodo.pay(opened.session_id);
  await whileHostIsDown(world, async () => await world.dodo.deliver());
  expect(await world.storage.readPayment(opened.checkout.payment_id)).toMatchObject({
    status: "crediting",
  });
  return {
    ...opened,
    payment_id: opened.checkout.payment_id,
    provider_payment_id: paid.payment_id,
  };
}

/** Runs `act` while `finishTopup` throws. */
export async function whileHostIsDown(world: World, act: () => Promise<unknown>): Promise<void> {
  world.host.before = () => {
    throw new Error("the host is down");
  };
  await act();
  world.host.before = null;
}

/** Creates a session for another program of the same business; returns its id. */
export async function foreignSession(
  world: World,
  product_id: string,
  metadata: Record<string, string>,
): Promise<string> {
  const body = JSON.stringify({
    product_cart: [{ product_id, quantity: 1, amount: 5_000 }],
    metadata,
  });
  const headers = { authorization: `Bearer ${world.dodo.api_key}` };
  const response = await world.dodo.fetch(
    new Request(`${world.dodo.url}/checkouts`, { method: "POST", headers, body }),
  );
  return ((await response.json()) as { session_id: string }).session_id;
}

/**
 * Returns a service in live mode on the same host and storage. Dodo's live side is the same
 * emulator with live URLs.
 */
export function liveService(
  world: World,
  options: Partial<PaymentServiceOptions> = {},
): PaymentService {
  const provider = dodoPaymentProvider({
    environment: "live_mode",
    api_key: world.dodo.api_key,
    product_id: "pdt_topup",
    webhook_key: world.dodo.webhook_key,
    fetch: async (request) => {
      const response = await world.dodo.fetch(request);
      if (new URL(request.url).pathname !== "/checkouts") return response;
      return Response.json(
        JSON.parse(
          (await response.text()).replaceAll(world.dodo.url, "https://checkout.dodopayments.com"),
        ),
      );
    },
  });
  return world.secondService({
    providers: [provider],
    base_url: "https://shop.example",
    ...options,
  });
}

/**
 * Wraps the storage so that the first call of `verb` takes effect and then does not return until
 * `resume()` is called.
 */
export function suspendingAfter<S extends Storage>(
  storage: S,
  verb: keyof S,
): { storage: S; isSuspended(): boolean; resume(): void } {
  const { opened, open: resume } = gate();
  let suspended = false;
  const slow = around(storage, async (called, run) => {
    const result = await run();
    if (called !== verb || suspended) return result;
    suspended = true;
    await opened;
    return result;
  });
  return { storage: slow, isSuspended: () => suspended, resume };
}

/**
 * Wraps the storage so that the first call of `verb` does not begin until `resume()` is called.
 */
export function suspendingBefore<S extends Storage>(
  storage: S,
  verb: keyof S,
): { storage: S; isSuspended(): boolean; resume(): void } {
  const { opened, open: resume } = gate();
  let suspended = false;
  const slow = around(storage, async (called, run) => {
    if (called === verb && !suspended) {
      suspended = true;
      await opened;
    }
    return await run();
  });
  return { storage: slow, isSuspended: () => suspended, resume };
}

/**
 * Releases or dismisses the payment; returns its status afterwards, or the error code of the
 * refusal.
 */
export async function decide(
  world: World,
  payment_id: string,
  decision: "credit" | "dismiss",
  service: PaymentService = world.payment,
): Promise<string> {
  try {
    return (await service.releasePayment({ payment_id, decision, note: "reviewed" })).status;
  } catch (error) {
    if (error instanceof PaymentError) return error.code;
    throw error;
  }
}

/** Returns the status that the buyer's result page polls. */
export async function pageStatus(
  world: World,
  checkout: WireCheckout,
  service: PaymentService = world.payment,
): Promise<string> {
  const response = await world.send("GET", checkout.status_url, {
    headers: { accept: "application/json" },
    service,
  });
  return ((await response.json()) as { status: string }).status;
}

/** Runs `act` once an hour for this many hours, as a cron job does. */
export async function everyHour(
  world: World,
  hours: number,
  act: () => Promise<unknown> = async () => await world.payment.reconcile(),
): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    world.clock.advance(HOUR);
    await act();
  }
}

/** Returns the status and hold reason of each payment, sorted. */
export function outcomes(payments: readonly Payment[]): string[] {
  return payments
    .map(({ status, hold_reason }) => (hold_reason === null ? status : `${status}: ${hold_reason}`))
    .sort();
}
