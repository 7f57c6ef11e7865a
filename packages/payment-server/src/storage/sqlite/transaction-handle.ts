import { PaymentError } from "../../errors.ts";

const EXPIRED =
  "`tx` is used after finishTopup() has returned, or after it has timed out: do all of its work before it returns.";

/**
 * Calls `work` with a transaction handle: an object that behaves like the database, until `work`
 * settles. From then on every method of it throws `host_invalid`, also those of its statements.
 * Otherwise a host that keeps its handle would write into the transaction of the next credit, which
 * runs on the same connection.
 */
export async function withTransactionHandle(
  database: object,
  work: (tx: object) => Promise<void>,
): Promise<void> {
  let expired = false;
  try {
    await work(
      guard(database, () => {
        if (expired) throw new PaymentError("host_invalid", EXPIRED);
      }),
    );
  } finally {
    expired = true;
  }
}

/**
 * Creates a guarded copy of an object of the library: `check` runs before each of its methods, and
 * before those of the statements, iterators and functions that they return. Rows and bytes are
 * returned as they are. A property that the host sets, such as the `prepare` of a tracer, is not
 * set on the library's object.
 */
function guard<T extends object>(original: T, check: () => void): T {
  // A proxy of the original itself could not replace those of its properties that are constant,
  // such as the `immediate` of a function that Bun's `transaction` returns.
  const own: object = typeof original === "function" ? () => {} : Object.create(original);
  return new Proxy(own as T, {
    get(target, name): unknown {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name);
      // Read from the original, because getters and methods in native code accept no other `this`.
      const member: unknown = Reflect.get(original, name);
      if (typeof member !== "function" || name === "constructor") return member;
      return (...args: unknown[]): unknown => {
        check();
        return guarded(Reflect.apply(member, original, args) as unknown, check);
      };
    },
    apply(_target, self, args): unknown {
      check();
      return guarded(Reflect.apply(original as () => unknown, self, args), check);
    },
  });
}

function guarded(result: unknown, check: () => void): unknown {
  return isOfLibrary(result) ? guard(result, check) : result;
}

/** Whether a result may run SQL: a function, or an object that is not a row, a list or bytes. */
function isOfLibrary(result: unknown): result is object {
  if (typeof result === "function") return true;
  if (typeof result !== "object" || result === null) return false;
  if (Array.isArray(result) || ArrayBuffer.isView(result)) return false;
  const prototype: unknown = Object.getPrototypeOf(result);
  return prototype !== null && prototype !== Object.prototype;
}
