import { afterEach, beforeEach, vi } from "vitest";
import type { TopupState } from "../src/topup-state.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "../src/topup-store.ts";
import type { Checkout } from "../src/wire.ts";
import { CHECKOUT, scriptedClient, type Answer, type ScriptedClient } from "./scripted-client.ts";
import { stubRandom } from "./window.ts";

/** A connected store over a scripted client, with a record of what it did. */
export interface Bench {
  client: ScriptedClient;
  store: TopupStore;
  /** The addresses for which the page was left, oldest first. */
  left: string[];
  /** The phases, oldest first, without repetitions. */
  phases: TopupState["phase"][];
  disconnect: () => void;
}

/** The options of a pack, whose topup is created at the click. */
export const PACK = { createTopup: (): string => "tu_made", id: "pack-small" };

/** Creates a store of the topup `tu_1`, unless `options` has a `createTopup`. */
export function bench(client: ScriptedClient, options: Partial<TopupStoreOptions> = {}): Bench {
  const left: string[] = [];
  const phases: TopupState["phase"][] = [];
  const store = createTopupStore({
    client,
    ...("createTopup" in options ? {} : { topup_id: "tu_1" }),
    navigate: (url) => void left.push(url),
    ...options,
  });
  store.$topup.subscribe(({ phase }) => void (phases.at(-1) !== phase && phases.push(phase)));
  return { client, store, left, phases, disconnect: store.connect() };
}

/** Creates a store whose page stays during the checkout, as with an overlay. */
export function benchInOverlay(
  status_answers: Answer[],
  options: Partial<TopupStoreOptions> = {},
  create: ScriptedClient["create"] = [CHECKOUT],
): Bench {
  return bench(scriptedClient({ status_answers, create }), { onCheckout: () => false, ...options });
}

/** The checkout of another payment, with its own `payment_id` and `status_url`. */
export function checkoutOf(name: string): Checkout {
  const { status_url } = CHECKOUT;
  return { ...CHECKOUT, payment_id: `pmt_${name}`, status_url: `${status_url}_${name}` };
}

/** Gives each test of the file a clock that only `wait` moves. */
export function useFakeClock(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    stubRandom();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

/** Moves the clock, and runs the timers and promises that become due. */
export async function wait(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
