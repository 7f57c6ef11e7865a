import { callbackOf, isQueryObject } from "./query-forms.ts";

/**
 * Refuses a query without running it. The host receives `error` in the way in which it expects the
 * result: by a promise, a callback or its query object.
 */
export function refuse(args: readonly unknown[], error: Error): unknown {
  const [first] = args;
  const callback = callbackOf(args);
  if (callback === null && !isQueryObject(first)) return Promise.reject(error);
  // Report the error asynchronously, like an answer of the server. So the call of `query` does not
  // throw even if the host's callback throws.
  queueMicrotask(() => {
    if (isQueryObject(first)) first.handleError(error);
    else if (callback !== null) Reflect.apply(callback, undefined, [error]);
  });
  return isQueryObject(first) ? first : undefined;
}
