/** The forms in which `pg` takes a query and answers it. */

/**
 * A `Query`, a cursor or a stream of `pg`. When the query ends, the client calls one of the
 * `handle…` methods.
 */
export interface QueryObject {
  submit: unknown;
  handleError(...args: unknown[]): unknown;
  handleReadyForQuery(...args: unknown[]): unknown;
  on?(event: "error", listener: () => void): unknown;
}

/** Whether the value is an object that runs itself on the client, and not a text or a config. */
export function isQueryObject(query: unknown): query is QueryObject {
  return typeof Reflect.get(Object(query), "submit") === "function";
}

/**
 * Returns the callback among the arguments of `query()`, or else the `callback` of a query config.
 * Returns `null` if there is none.
 */
export function callbackOf(args: readonly unknown[]): CallableFunction | null {
  const callback: unknown =
    args.findLast((arg) => typeof arg === "function") ?? Reflect.get(Object(args[0]), "callback");
  return typeof callback === "function" ? callback : null;
}

/** Whether the value is a promise, of any library: the host can set the pool's `Promise`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof Reflect.get(Object(value), "then") === "function";
}
