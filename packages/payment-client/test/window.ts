import { vi } from "vitest";

/**
 * Replaces the parts of the window that the store uses. Every store is notified of every write, its
 * own included, which is harder than in a real browser.
 */
export function stubWindow(storage: unknown = memoryStorage()): void {
  const target = new EventTarget();
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  vi.stubGlobal("dispatchEvent", target.dispatchEvent.bind(target));
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("sessionStorage", blockedStorage());
}

/** Dispatches an event on the window, with further properties. */
export function dispatch(name: string, more: object = {}): void {
  globalThis.dispatchEvent(Object.assign(new Event(name), more));
}

/** Creates a storage. With `shared` its writes are notified, as those of `localStorage` are. */
export function memoryStorage(shared = true): object {
  const records = new Map<string, string>();
  const notify = (key: string, newValue: string | null): void =>
    void (shared && setTimeout(() => dispatch("storage", { key, newValue })));
  return {
    get length() {
      return records.size;
    },
    getItem: (key: string) => records.get(key) ?? null,
    setItem: (key: string, value: string) =>
      void (records.get(key) !== value && records.set(key, value) && notify(key, value)),
    removeItem: (key: string) => void (records.delete(key) && notify(key, null)),
    clear: () => records.clear(),
  };
}

/** Creates a storage that throws at each access, as when the browser blocks cookies. */
export function blockedStorage(): object {
  return new Proxy(
    {},
    {
      get: () => {
        throw new DOMException("blocked", "SecurityError");
      },
    },
  );
}

/**
 * Replaces `Math.random` by numbers that differ from each other and are the same in every run, so
 * that no test depends on two pauses that happen to be equal.
 */
export function stubRandom(): void {
  let drawn = 0;
  vi.spyOn(Math, "random").mockImplementation(() => (drawn += 0.618) % 1);
}
