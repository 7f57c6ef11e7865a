/** Chance that can be repeated: the same seed, the same throws (mulberry32). */
export interface Dice {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number below `limit`. */
  below(limit: number): number;
  weighted<Item extends { weight: number }>(items: readonly Item[]): Item;
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    weighted(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      for (const item of items) if ((left -= item.weight) < 0) return item;
      const last = items.at(-1);
      if (last === undefined) throw new Error("there is nothing to choose from");
      return last;
    },
  };
}
