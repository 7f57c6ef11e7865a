/** The offer of the shop, as the page or the shop's own route provides it. */
import { PaymentClientError } from "../errors.ts";

/** A pack that can be bought. Its price and its credits are only shown: the server decides them. */
export interface TopupPack {
  /** A name for the pack, such as `small`. `createTopup` receives it as `pack`. */
  id: string;
  usd_cents: number;
  credits: number;
  /** Marks the one pack that is recommended, the only one with a filled button. */
  recommended?: boolean | undefined;
}

/** The bounds of an amount that the buyer chooses, and how many credits it buys. */
export interface OwnAmount {
  min_usd_cents: number;
  max_usd_cents: number;
  /** How many credits a dollar buys. Parts of a credit are not sold. */
  credits_per_usd: number;
}

/** What is sold, and the buyer's balance. The shop's route answers with it. */
export interface TopupOffer {
  packs: readonly TopupPack[];
  own_amount?: OwnAmount | null | undefined;
  /** The buyer's balance in credits. Without it no balance is shown. */
  balance?: number | null | undefined;
}

/** What the buyer has chosen: a pack, or an amount of their own within the bounds. */
export type TopupChoice = { pack: string } | { usd_cents: number };

/**
 * Checks the ids and the numbers of an offer, and returns the offer. Throws `invalid_offer` with
 * the wrong part as its `cause`, because a price that is shown wrongly is worse than none.
 */
export function checkOffer(value: unknown): TopupOffer {
  const { packs, own_amount, balance } = Object(value) as Partial<TopupOffer>;
  const ids = new Set<unknown>();
  check(Array.isArray(packs), "packs");
  for (const pack of packs ?? []) {
    const { id, usd_cents, credits } = Object(pack) as TopupPack;
    const is_named = typeof id === "string" && id !== "" && !ids.has(id);
    check(is_named && isWhole(usd_cents) && isWhole(credits), "packs", pack);
    ids.add(id);
  }
  if (own_amount) {
    const { min_usd_cents, max_usd_cents, credits_per_usd } = own_amount;
    const are_bounds = isWhole(min_usd_cents) && isWhole(max_usd_cents);
    const buys = creditsFor(credits_per_usd, min_usd_cents) > 0;
    check(are_bounds && min_usd_cents <= max_usd_cents && buys, "own_amount", own_amount);
  }
  check(Number.isFinite(balance ?? 0), "balance", balance);
  return { packs: packs ?? [], own_amount, balance };
}

/** Returns how many whole credits an amount buys. */
export function creditsFor(credits_per_usd: number, usd_cents: number): number {
  // Fewer digits correct rounding errors, such as that of 0.29 * 100, which is less than 29.
  return Math.floor(Number(((credits_per_usd * usd_cents) / 100).toPrecision(14)));
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function check(is_so: boolean, part: string, value?: unknown): void {
  if (!is_so)
    throw new PaymentClientError("invalid_offer", { cause: `${part} ${JSON.stringify(value)}` });
}

/**
 * Parses the attribute `offer`. Returns `undefined` if the attribute is not set. If the attribute
 * is not JSON, returns `null`, which `checkOffer()` refuses.
 */
export function readJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return null;
  }
}
