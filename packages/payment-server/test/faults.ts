/** Storages that fail or wait at their verbs. */
import { PaymentError, type Storage } from "../src/index.ts";

/**
 * Returns the next number, a whole number below `limit`, of a sequence that depends on its seed
 * alone.
 */
export type Dice = (limit: number) => number;

/** Creates a sequence of random numbers; the same seed gives the same numbers. */
export function createDice(seed: number): Dice {
  let state = seed + 0x9e3779b9;
  return (limit) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 12)) >>> 0) % limit;
  };
}

/** Wraps the storage so that each call of a verb passes through `call`. */
export function around<S extends Storage>(
  storage: S,
  call: (verb: string, run: () => Promise<unknown>, given: unknown[]) => Promise<unknown>,
): S {
  return new Proxy(storage, {
    get(target, name) {
      const verb: unknown = Reflect.get(target, name);
      if (typeof verb !== "function") return verb;
      return async (...given: unknown[]): Promise<unknown> =>
        await call(
          String(name),
          async (): Promise<unknown> => await Reflect.apply(verb, target, given),
          given,
        );
    },
  });
}

/** Wraps the storage so that call number `at` fails, before the verb has any effect or after it. */
export function breakingOnce<S extends Storage>(
  storage: S,
  at: number,
  when: "before" | "after",
): { storage: S; verbs: string[] } {
  const verbs: string[] = [];
  const broken = around(storage, async (verb, run) => {
    verbs.push(verb);
    if (verbs.length - 1 !== at) return await run();
    if (when === "after") await run();
    throw new PaymentError("storage_unavailable", "The database is away.");
  });
  return { storage: broken, verbs };
}

/** Wraps the storage of a process that dies right after it has taken due payments. */
export function diesAfterTaking(storage: Storage): Storage {
  let taken = false;
  return around(storage, async (verb, run) => {
    if (taken) throw new PaymentError("storage_unavailable", "The process is gone.");
    taken = verb === "takeDue";
    return await run();
  });
}

/** Wraps the storage so that other tasks run before and after each verb. */
export function interleaving(storage: Storage, dice: Dice): Storage {
  return around(storage, async (_verb, run) => {
    await eventLoopTurns(dice(4));
    const result = await run();
    await eventLoopTurns(dice(4));
    return result;
  });
}

/** Waits for this many turns of the event loop. */
export async function eventLoopTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
