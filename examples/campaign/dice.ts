/** A random generator (mulberry32) that returns the same numbers for the same seed. */
export interface Dice {
  /** Returns a number from 0 to below 1. */
  next(): number;
  /** Returns a whole number below `limit`. */
  below(limit: number): number;
  /**
   * Returns a function that draws cards: of every `cards` draws exactly `hits` are true, in random
   * order, so that a short run has its share of them too.
   */
  deck(hits: number, cards: number): () => boolean;
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
    deck(hits, cards) {
      let [left, wanted] = [cards, hits];
      return () => {
        if (left === 0) [left, wanted] = [cards, hits];
        const hit = next() * left < wanted;
        left -= 1;
        if (hit) wanted -= 1;
        return hit;
      };
    },
    weighted(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      for (const item of items) if ((left -= item.weight) < 0) return item;
      const last = items.at(-1);
      if (last === undefined) throw new Error("there is nothing to choose from");
      return last;
    },
  };
}
