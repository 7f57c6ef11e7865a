/** Chance that can be repeated: the same seed, the same throws (mulberry32). */
export interface Dice {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number below `limit`. */
  below(limit: number): number;
  /** Each call deals a card: of every `cards` in a row `hits` are true, at places thrown for. A share that a short run reaches too. */
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
