import { PaymentError } from "../../errors.ts";

/** The handle of one transaction of the host. It behaves like the database of the library. */
export interface TransactionHandle {
  /** The object that the host receives. */
  tx: object;
  /** Whether the host has left the connection as it was, so that another transaction may use it. */
  isUnchanged(): boolean;
  /** Makes each method of the handle, and of its statements, throw `host_invalid`. */
  expire(): void;
}

/**
 * The methods of a database or a statement that only compile or run SQL. They leave no setting and
 * no object on the connection, unless `LEAVES_SOMETHING` matches the SQL.
 */
const PLAIN: ReadonlySet<PropertyKey> = new Set([
  ...["prepare", "query", "exec", "run"],
  ...["get", "all", "values"],
]);

/** Matches SQL that may leave a setting, or objects outside the file, on the connection. */
const LEAVES_SOMETHING = /\b(?:PRAGMA|ATTACH|DETACH|TEMP|TEMPORARY)\b/i;

const EXPIRED =
  "`tx` is used after finishTopup() has returned, or after it has timed out: do all of its work before it returns.";

/**
 * Creates the handle of a transaction. If the host keeps the handle, it cannot write into the
 * transaction of the next credit, which may use the same connection. The connection counts as
 * changed if the host uses more than plain statements, for example an iterator, a function of its
 * own or a temporary table. A changed connection must be closed at the end of the transaction.
 */
export function createTransactionHandle(database: object): TransactionHandle {
  let expired = false;
  let unchanged = true;
  const assertLive = (): void => {
    if (expired) throw new PaymentError("host_invalid", EXPIRED);
  };
  const isPlain = (owner: object, name: PropertyKey, [text]: unknown[]): boolean =>
    PLAIN.has(name) && !(owner === database && LEAVES_SOMETHING.test(String(text)));
  function guard(original: object): object {
    // The proxy has the prototype of the library's object, so that `instanceof` works. That object
    // is not the target, because calls such as `Object.defineProperty(tx, …)` change the target.
    return new Proxy(Object.create(Object.getPrototypeOf(original) as object) as object, {
      get(target, name): unknown {
        if (Object.hasOwn(target, name)) return Reflect.get(target, name);
        // The library's getters and methods accept no other `this` than its own object.
        const member: unknown = Reflect.get(original, name);
        if (name === "constructor" || Object(member) !== member) return member;
        if (typeof member !== "function") {
          assertLive();
          unchanged = false;
          return member;
        }
        return (...args: unknown[]): unknown => {
          assertLive();
          if (!isPlain(original, name, args)) unchanged = false;
          const result: unknown = Reflect.apply(member, original, args);
          return name === "prepare" || name === "query" ? guard(result as object) : result;
        };
      },
      set(target, name, value): boolean {
        assertLive();
        unchanged = false;
        // What the host replaces, such as a `prepare` that is traced, is not replaced for us.
        return Reflect.set(hasSetter(original, name) ? original : target, name, value);
      },
    });
  }
  return {
    tx: guard(database),
    isUnchanged: () => unchanged,
    expire: () => void (expired = true),
  };
}

/** Whether the library calls a function of its own when this property is set. */
function hasSetter(object: object, name: PropertyKey): boolean {
  for (
    let at: object | null = object;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const property = Object.getOwnPropertyDescriptor(at, name);
    if (property !== undefined) return property.set !== undefined;
  }
  return false;
}
