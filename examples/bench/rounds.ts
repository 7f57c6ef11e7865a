// Measures several candidates in turn, so that a change of the machine's speed meets all of them.

/** A candidate that is prepared for one round of a row. */
export interface Prepared {
  /** Runs the round. */
  run(): Promise<void> | void;
  /** The number of operations in the round. */
  operations: number;
}

export interface Contender {
  name: string;
  prepare(): Promise<Prepared>;
}

/** The times of one candidate, in microseconds an operation. */
export interface Times {
  name: string;
  operations: number;
  wall: Spread;
  cpu: Spread;
  /** The candidate's speed as a multiple of each other's: the median of the rounds' ratios. */
  times_as_fast: Record<string, number>;
}

export interface Spread {
  median: number;
  least: number;
  most: number;
}

interface Round {
  wall: number;
  cpu: number;
  operations: number;
}

/**
 * Measures the contenders in `rounds` rounds, after one that is not counted if `warm` is true. Every
 * other round begins with the last one.
 */
export async function measure(
  contenders: readonly Contender[],
  rounds: number,
  warm: boolean,
): Promise<Times[]> {
  const measured = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  for (let round = warm ? -1 : 0; round < rounds; round += 1)
    for (const { name, prepare } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const one = await runOnce(await prepare());
      if (round >= 0) measured.get(name)?.push(one);
    }
  return contenders.map(({ name }) => timesOf(name, measured));
}

async function runOnce({ run, operations }: Prepared): Promise<Round> {
  const cpu_before = process.cpuUsage();
  const started_at = performance.now();
  await run();
  const wall = (performance.now() - started_at) * 1_000;
  const { user, system } = process.cpuUsage(cpu_before);
  return { wall: wall / operations, cpu: (user + system) / operations, operations };
}

function timesOf(name: string, measured: ReadonlyMap<string, readonly Round[]>): Times {
  const own = measured.get(name) ?? [];
  const others = [...measured].filter(([other]) => other !== name);
  return {
    name,
    operations: own.reduce((sum, { operations }) => sum + operations, 0),
    wall: spreadOf(own.map(({ wall }) => wall)),
    cpu: spreadOf(own.map(({ cpu }) => cpu)),
    times_as_fast: Object.fromEntries(
      others.map(([other, rounds]) => [
        other,
        median(own.map(({ wall }, round) => (rounds[round]?.wall ?? Number.NaN) / wall)),
      ]),
    ),
  };
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
