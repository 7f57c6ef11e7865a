import { callbackOf, isQueryObject, isThenable, type QueryObject } from "./query-forms.ts";

/** Counts the host's queries that are still running. */
export interface RunningQueries {
  /** Whether at least one query is still running. */
  any(): boolean;
  /** Calls `query` and returns its result. Counts the query as running until it has ended. */
  watch(args: readonly unknown[], query: (args: readonly unknown[]) => unknown): unknown;
}

/** Creates a counter. It detects the end of a query by its promise, callback or query object. */
export function createRunningQueries(): RunningQueries {
  let count = 0;
  /** Counts a query as running. Returns a function that counts it as ended, at most once. */
  function begin(): () => void {
    let ended = false;
    count += 1;
    return () => {
      if (!ended) count -= 1;
      ended = true;
    };
  }
  return {
    any: () => count > 0,
    watch(args, query) {
      const end = begin();
      const [first] = args;
      if (isQueryObject(first)) return watchQueryObject(first, end, () => query(args));
      const callback = callbackOf(args);
      if (callback !== null) return query(withCallback(args, callback, end));
      const result = query(args);
      // This handler is added first, so the query counts as ended before the host's code continues.
      if (isThenable(result)) result.then(end, end);
      else end();
      return result;
    },
  };
}

function watchQueryObject(query: QueryObject, end: () => void, run: () => unknown): unknown {
  for (const name of ["handleReadyForQuery", "handleError"] as const) callBefore(query, name, end);
  // Without a listener, an `error` event would end the process.
  if (typeof query.on === "function") query.on("error", () => undefined);
  return run();
}

/**
 * Returns the arguments with a callback that calls `end` before the host's callback. `pg` prefers a
 * callback argument to the callback inside a query config, so the host's config need not be
 * changed.
 */
function withCallback(
  args: readonly unknown[],
  callback: CallableFunction,
  end: () => void,
): unknown[] {
  const ending = (...answer: unknown[]): unknown => {
    end();
    return Reflect.apply(callback, undefined, answer);
  };
  return [...args.filter((arg) => typeof arg !== "function"), ending];
}

function callBefore(
  query: QueryObject,
  name: "handleReadyForQuery" | "handleError",
  end: () => void,
): void {
  const own = query[name];
  query[name] = (...args) => {
    end();
    return Reflect.apply(own, query, args);
  };
}
