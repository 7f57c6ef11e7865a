import { afterEach, beforeEach, vi } from "vitest";
import type { TopupState } from "../src/topup-state.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "../src/topup-store.ts";
import type { Checkout } from "../src/wire.ts";
import { CHECKOUT, scriptedClient, type Answer, type ScriptedClient } from "./scripted-client.ts";
import { stubTabs, type Tab, type Tabs } from "./tabs.ts";

/** A page in a tab, with the store of one pack. */
export interface Page {
  tab: Tab;
  client: ScriptedClient;
  phase: () => TopupState["phase"];
  act: (verb: "pay" | "reset") => void;
  /** Disconnects the store, as when the page is reloaded, left or closed. */
  leave: () => void;
  /** Makes the tab visible again. */
  wake: () => void;
}

const KEY = "dodo-topup:/v1/payment:#pack-small";
let tabs: Tabs;

/** Gives each test of the file a browser with tabs, and a clock that only tests move. */
export function useTabs(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    tabs = stubTabs();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
}

/** Opens a page. Pages that are given the same array of answers follow the same payment. */
export function visit(
  answers: Answer[],
  options: Partial<TopupStoreOptions> = {},
  create: ScriptedClient["create"] = [CHECKOUT],
  tab: Tab = tabs.open(),
): Page {
  const client = scriptedClient({ status_answers: answers, create });
  const [store, leave] = tab.run((): [TopupStore, () => void] => {
    const made = createTopupStore({
      client,
      createTopup: () => "tu_made",
      id: "pack-small",
      onCheckout: () => false,
      ...options,
    });
    return [made, made.connect()];
  });
  const wake = (): void => {
    tab.hidden = false;
    tab.dispatch("visibilitychange");
  };
  return {
    tab,
    client,
    phase: () => store.$topup.get().phase,
    act: (verb) => void tab.run(() => store[verb]()),
    leave,
    wake,
  };
}

/** The checkout of a second payment for the same pack. */
export const SECOND: Checkout = {
  ...CHECKOUT,
  payment_id: "pmt_2",
  status_url: CHECKOUT.status_url.replace("ref_1", "ref_2"),
};

/** Returns the `payment_id` that the storage of all tabs remembers. */
export function remembered(): string | undefined {
  return (JSON.parse(tabs.common.get(KEY) ?? "{}") as { payment_id?: string }).payment_id;
}

/** Returns how many times the pages have polled, taken together. */
export function pollsOf(pages: readonly Page[]): number {
  return pages.reduce((sum, { client }) => sum + client.polls.length, 0);
}
