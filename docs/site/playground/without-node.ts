// Stands in for the modules of Node that the emulator imports and that the playground never calls.

/** A hash is only part of a policy that the worker replaces. */
export function createHash() {
  return { update: () => ({ digest: () => "" }) };
}

/** Returns random bytes, as `node:crypto` does. */
export function randomBytes(length: number) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return { toString: () => btoa(String.fromCharCode(...bytes)) };
}

/** The playground listens to no port. */
export function createServer(): never {
  throw new Error("a browser cannot listen");
}
export const getRequestListener = createServer;
