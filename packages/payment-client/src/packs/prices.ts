/**
 * Makes packs comparable: by the price of a fixed number of credits, and by the saving against the
 * pack whose credits are the most expensive.
 */

/** The fields of a pack that are compared. */
export interface Priced {
  usd_cents: number;
  credits: number;
}

/** The units: the numbers of credits whose price can be shown. */
const UNITS = [1, 100, 1_000, 1_000_000];
/** The least price of a unit in cents. Below it, two decimals could hide a difference. */
const LEAST_CENTS = 0.1;

/**
 * Returns the smallest unit that costs at least a tenth of a cent in each pack, or a million if
 * there is none.
 */
export function unitOf(packs: readonly Priced[]): number {
  const cheapest = Math.min(...packs.map(({ usd_cents, credits }) => usd_cents / credits));
  return UNITS.find((unit) => cheapest * unit >= LEAST_CENTS) ?? 1_000_000;
}

/**
 * Returns how many per cent a pack saves against the pack whose credits are the most expensive. The
 * number is rounded down, so that it is never too high.
 */
export function savingOf({ usd_cents, credits }: Priced, packs: readonly Priced[]): number {
  const dearest = packs.reduce((most, pack) =>
    pack.usd_cents * most.credits > most.usd_cents * pack.credits ? pack : most,
  );
  // Prices and credits are whole numbers, so their products have no rounding errors.
  const full = dearest.usd_cents * credits;
  return Math.floor((100 * (full - usd_cents * dearest.credits)) / full);
}
