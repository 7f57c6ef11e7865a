/**
 * The number of calls to the provider that a run makes at once. A call takes some 200 ms, so one at
 * a time would not use up the calls per second that the budget allows.
 */
export const PROVIDER_CONCURRENCY = 4;

/**
 * Runs `work` on each task, at most `limit` at once, and returns the results in the order of the
 * tasks. After the first error no further task begins; the error is thrown once every running task
 * has ended, so that nothing goes on behind the caller's back.
 */
export async function mapConcurrently<Task, Result>(
  tasks: readonly Task[],
  limit: number,
  work: (task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  const queue = tasks.entries();
  async function runWorker(): Promise<void> {
    for (const [index, task] of queue) {
      if (errors.length > 0) return;
      try {
        results[index] = await work(task);
      } catch (error) {
        errors.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, runWorker));
  if (errors.length > 0) throw errors[0];
  return results;
}
