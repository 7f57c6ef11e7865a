/** A question takes Dodo some 200 ms: one at a time they would not use up the budget of calls per second. */
export const LANES = 4;

/**
 * Works on all of them, at most `lanes` at a time, and returns what each came to, in their order. After the first error
 * nothing new begins; it is thrown once all that had begun has ended, so that nothing goes on behind the caller's back.
 */
export async function inLanes<Task, Result>(
  tasks: readonly Task[],
  lanes: number,
  work: (task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  const queue = tasks.entries();
  async function lane(): Promise<void> {
    for (const [index, task] of queue) {
      if (errors.length > 0) return;
      try {
        results[index] = await work(task);
      } catch (error) {
        errors.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  if (errors.length > 0) throw errors[0];
  return results;
}
