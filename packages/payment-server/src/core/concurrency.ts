/**
 * The largest number of calls to the provider that a reconciliation or a drift report makes in
 * parallel. It is also the largest number of rows whose notices one call of `sendDueNotices()`
 * sends in parallel. Calls one after the other, at about 200 ms each, could not use a large budget.
 */
export const PROVIDER_CONCURRENCY = 4;

/**
 * Runs `work` on each task, at most `limit` in parallel, and returns the results in the order of
 * the tasks. After the first error no further task is started. The error is thrown as soon as all
 * running tasks have ended.
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
