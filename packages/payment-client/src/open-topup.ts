/**
 * What the browser remembers about a topup until its payment has ended. It survives a reload, the
 * Back button and a crash, and other tabs can read it.
 */
export interface OpenTopup {
  topup_id: string | undefined;
  /** Missing while the server has only said that such a payment exists. */
  payment_id?: string | undefined;
  status_url: string;
  /**
   * When it was last polled, in Unix milliseconds. Each poll changes it, so other tabs are
   * notified.
   */
  at?: number;
}

/** The storage for one topup. Its functions never throw: a blocked storage remembers nothing. */
export interface TopupMemory {
  read(): OpenTopup | undefined;
  /**
   * Writes `open`, or removes the record if it is `undefined`. With a `status_url` it changes only
   * a record of that payment.
   */
  write(open: OpenTopup | undefined, status_url?: string): void;
  /** Calls `changed` whenever another tab writes or removes the record, until the signal aborts. */
  listen(changed: (open: OpenTopup | undefined) => void, signal: AbortSignal): void;
}

/**
 * Creates the storage under `key`. A record is written twice: to `localStorage` for all tabs of
 * this browser, and to `sessionStorage` for this tab alone, so that a tab still finds the checkout
 * it opened when another tab has bought the same pack since. Without a key nothing outlives the
 * page.
 */
export function createMemory(key: string | undefined): TopupMemory {
  const inEachStorage = <Result>(
    act: (storage: globalThis.Storage, key: string) => Result,
  ): (Result | undefined)[] =>
    (["sessionStorage", "localStorage"] as const).map((name) => {
      try {
        return key ? act(globalThis[name], key) : undefined;
      } catch {
        return undefined;
      }
    });
  const readEach = (): (OpenTopup | undefined)[] => inEachStorage(readRecord);
  return {
    read: () => readEach().find(Boolean),
    write: (open, status_url) =>
      inEachStorage((storage, slot) => {
        if (status_url && readRecord(storage, slot)?.status_url !== status_url) return;
        if (open) storage.setItem(slot, JSON.stringify(open));
        else storage.removeItem(slot);
      }),
    listen(changed, signal) {
      const onStorage = (event: StorageEvent): void =>
        void (event.key === key && changed(readEach()[1]));
      globalThis.addEventListener?.("storage", onStorage, { signal });
    },
  };
}

/** Throws a `SyntaxError` when there is no record or when it is not JSON. */
function readRecord(storage: globalThis.Storage, key: string): OpenTopup | undefined {
  return JSON.parse(storage.getItem(key) ?? "") as OpenTopup | undefined;
}
