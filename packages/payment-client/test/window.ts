import { vi } from "vitest";

/**
 * Window and storage of a browser, as far as the store looks at them. Every store hears what any of
 * them writes: real tabs do not hear themselves, which is the easier case.
 */
export function stubWindow(storage: unknown = memoryStorage()): void {
  const target = new EventTarget();
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  vi.stubGlobal("dispatchEvent", target.dispatchEvent.bind(target));
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("sessionStorage", blockedStorage());
}

export function dispatch(name: string, more: object = {}): void {
  globalThis.dispatchEvent(Object.assign(new Event(name), more));
}

/** `shared` between tabs. */
export function memoryStorage(shared = true): object {
  const kept = new Map<string, string>();
  const tell = (key: string, newValue: string | null): void =>
    void (shared && setTimeout(() => dispatch("storage", { key, newValue })));
  return {
    get length() {
      return kept.size;
    },
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) =>
      void (kept.get(key) !== value && kept.set(key, value) && tell(key, value)),
    removeItem: (key: string) => void (kept.delete(key) && tell(key, null)),
    clear: () => kept.clear(),
  };
}

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
 * Draws that differ from each other and are the same in every run: two pauses that happen to be
 * alike are no test's matter.
 */
export function stubRandom(): void {
  let drawn = 0;
  vi.spyOn(Math, "random").mockImplementation(() => (drawn += 0.618) % 1);
}
