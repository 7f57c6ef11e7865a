/** Registers cases with a test runner, which shows those as skipped that miss an optional part. */

/** The error of a case that needs an optional part which the test did not give. */
class NotGiven extends Error {
  constructor(part: string) {
    super(`\`${part}\` is not given`);
  }
}

/** Ends the case, by a `NotGiven`, unless the test gave this optional part. */
export function needPart<Part>(part: Part, name: string): asserts part is NonNullable<Part> {
  if (part === undefined || part === null) throw new NotGiven(name);
}

/**
 * Handles an error of a case. If a part was not given, lets the runner skip the case, or returns if
 * the runner cannot skip a test that runs. Throws every other error again. `context` is the first
 * argument that the runner passed to the test.
 */
export function skipOrThrow(error: unknown, context: unknown): void {
  if (!(error instanceof NotGiven)) throw error;
  const skip: unknown = Reflect.get(Object(context), "skip");
  // Vitest's `skip()` throws an error that must reach Vitest; the one of node:test returns.
  if (typeof skip === "function") skip.call(context, error.message);
}

/** A case of any suite. */
interface Case<Create> {
  name: string;
  run(create: Create, context: unknown): Promise<void>;
}

/** Registers every case with the `test` of a runner, and hands it the runner's context. */
export function registerCases<Create>(
  test: (name: string, run: () => Promise<void>) => unknown,
  cases: readonly Case<Create>[],
  create: Create,
): void {
  const runCase = async (one: Case<Create>, ...context: unknown[]): Promise<void> =>
    await one.run(create, context[0]);
  // A bound function shows no parameter. Jest and Bun would pass a callback if its `length` were
  // not 0, and Vitest and Playwright read the names of fixtures from the text of a function.
  for (const one of cases) test(one.name, runCase.bind(undefined, one));
}
