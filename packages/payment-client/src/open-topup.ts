/** What is remembered of a topup until its payment has ended: across a reload, Back, a crash and other tabs of this browser. */
export interface OpenTopup {
  topup_id: string | undefined;
  /** Not known yet where the server has only said that there is one. */
  payment_id?: string | undefined;
  status_url: string;
  /** When it was last asked about, Unix milliseconds: other tabs hear only of what has changed. */
  at?: number;
}

export interface TopupMemory {
  read(): OpenTopup | undefined;
  /** `undefined` forgets. With a `status_url` only where that payment is remembered, without one whatever is. */
  write(open: OpenTopup | undefined, status_url?: string): void;
  /** Calls back when another tab writes or forgets, until the signal. */
  listen(changed: (open: OpenTopup | undefined) => void, signal: AbortSignal): void;
}

/**
 * Under `key`, for all tabs of this browser, and once more for this tab alone: it has gone to a checkout of its own when another one
 * buys the same. Without a key, or where storage is blocked, nothing outlives the page.
 */
export function createMemory(key: string | undefined): TopupMemory {
  const each = <Result>(
    act: (storage: globalThis.Storage, key: string) => Result,
  ): (Result | undefined)[] =>
    (["sessionStorage", "localStorage"] as const).map((name) => {
      try {
        return key ? act(globalThis[name], key) : undefined;
      } catch {
        return undefined;
      }
    });
  const read = (): (OpenTopup | undefined)[] =>
    each((storage, key) => JSON.parse(storage.getItem(key) ?? "") as OpenTopup);
  return {
    read: () => read().find(Boolean),
    write: (open, status_url) =>
      each(
        (storage, key) =>
          (!status_url || storage.getItem(key)?.includes(status_url)) &&
          (open ? storage.setItem(key, JSON.stringify(open)) : storage.removeItem(key)),
      ),
    listen(changed, signal) {
      const heard = (event: StorageEvent): void => void (event.key === key && changed(read()[1]));
      globalThis.addEventListener?.("storage", heard, { signal });
    },
  };
}
