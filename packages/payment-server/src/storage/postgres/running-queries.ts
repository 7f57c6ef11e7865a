/** Counts the queries of the host that have begun and not ended. */
export interface RunningQueries {
  /** Whether a query is still running. */
  any(): boolean;
  /** Calls `query` with the arguments, wrapped so that the end of the query is noticed. */
  watch(args: readonly unknown[], query: (args: readonly unknown[]) => unknown): unknown;
}

/** Creates a counter. It notices the end of a query in each way in which `pg` reports it. */
export function createRunningQueries(): RunningQueries {
  let count = 0;
  /** Counts a query and returns the function that counts its end, once. */
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
      // This handler is the first one on the promise, so it runs before the host's code continues.
      if (isThenable(result)) result.then(end, end);
      else end();
      return result;
    },
  };
}

function watchQueryObject(query: QueryObject, end: () => void, run: () => unknown): unknown {
  for (const name of ["handleReadyForQuery", "handleError"] as const) callBefore(query, name, end);
  // An `error` event without a listener would end the process.
  if (typeof query.on === "function") query.on("error", () => undefined);
  return run();
}

/**
 * Passes a callback that calls `end` first. It is an argument, which wins over the callback of the
 * query's own object, so that the host's object stays as it is.
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

/**
 * Refuses a query without running it. The host gets the error in the way in which it would have got
 * the answer.
 */
export function refuse(args: readonly unknown[], error: Error): unknown {
  const [first] = args;
  const callback = callbackOf(args);
  if (callback === null && !isQueryObject(first)) return Promise.reject(error);
  // Later, as an answer would come, so that an error thrown by the callback is not thrown by
  // `query`.
  queueMicrotask(() => {
    if (isQueryObject(first)) first.handleError(error);
    else if (callback !== null) Reflect.apply(callback, undefined, [error]);
  });
  return isQueryObject(first) ? first : undefined;
}

/** A `Query`, a cursor or a stream, which the client notifies of its end by these two methods. */
interface QueryObject {
  submit: unknown;
  handleError(...args: unknown[]): unknown;
  handleReadyForQuery(...args: unknown[]): unknown;
  on?(event: "error", listener: () => void): unknown;
}

function isQueryObject(query: unknown): query is QueryObject {
  return typeof Reflect.get(Object(query), "submit") === "function";
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

/**
 * Returns the callback among the arguments, or that of the query's own object: `{ text, values,
 * callback }`.
 */
function callbackOf(args: readonly unknown[]): CallableFunction | null {
  const callback: unknown =
    args.findLast((arg) => typeof arg === "function") ?? Reflect.get(Object(args[0]), "callback");
  return typeof callback === "function" ? callback : null;
}

/** Whether it is a promise, also one of another library: a pool has an option `Promise`. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof Reflect.get(Object(value), "then") === "function";
}
