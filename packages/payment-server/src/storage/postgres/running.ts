/** The queries of the host that have begun and not ended. */
export interface Running {
  some(): boolean;
  /** Runs `query` with what was given to it, wrapped so that its end is seen. */
  watch(given: readonly unknown[], query: (given: readonly unknown[]) => unknown): unknown;
}

/** Counts them, in each of the ways in which `pg` reports the end of a query. */
export function createRunning(): Running {
  let count = 0;
  function begin(): () => void {
    let ended = false;
    count += 1;
    return () => {
      if (!ended) count -= 1;
      ended = true;
    };
  }
  return {
    some: () => count > 0,
    watch(given, query) {
      const end = begin();
      const [first] = given;
      if (isQueryObject(first)) {
        for (const name of ["handleReadyForQuery", "handleError"] as const)
          endBefore(first, name, end);
        // The failure of an emitter to which nobody listens would end the process.
        if (typeof first.on === "function") first.on("error", () => undefined);
        return query(given);
      }
      const callback = callbackOf(given);
      if (callback !== null) {
        const ending = (...answer: unknown[]): unknown => {
          end();
          return Reflect.apply(callback, undefined, answer);
        };
        // An argument wins over the callback of the query's own object, which stays as the host made it.
        return query([...given.filter((one) => typeof one !== "function"), ending]);
      }
      const result = query(given);
      // Our handler is the first one: it has run before whoever awaits the query goes on.
      if (isThenable(result)) result.then(end, end);
      else end();
      return result;
    },
  };
}

/** A query that is not run: who made it hears of it in the way in which it would have heard the answer. */
export function refuse(given: readonly unknown[], error: Error): unknown {
  const [first] = given;
  const callback = callbackOf(given);
  if (callback === null && !isQueryObject(first)) return Promise.reject(error);
  // Later, as an answer would come: a throw of the host's own is then its own, too.
  queueMicrotask(() => {
    if (isQueryObject(first)) first.handleError(error);
    else if (callback !== null) Reflect.apply(callback, undefined, [error]);
  });
  return isQueryObject(first) ? first : undefined;
}

/** A `Query` of one's own, a cursor or a stream: the client tells it of its end by these two. */
interface QueryObject {
  submit: unknown;
  handleError(...given: unknown[]): unknown;
  handleReadyForQuery(...given: unknown[]): unknown;
  on?(event: "error", listener: () => void): unknown;
}

function isQueryObject(query: unknown): query is QueryObject {
  return typeof Reflect.get(Object(query), "submit") === "function";
}

function endBefore(
  query: QueryObject,
  name: "handleReadyForQuery" | "handleError",
  end: () => void,
): void {
  const own = query[name];
  query[name] = (...given) => {
    end();
    return Reflect.apply(own, query, given);
  };
}

/** An argument, or else the one in the query's own object: `{ text, values, callback }`. */
function callbackOf(given: readonly unknown[]): CallableFunction | null {
  const callback: unknown =
    given.findLast((one) => typeof one === "function") ?? Reflect.get(Object(given[0]), "callback");
  return typeof callback === "function" ? callback : null;
}

/** A promise, also of a library that the pool was told to use. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof Reflect.get(Object(value), "then") === "function";
}
