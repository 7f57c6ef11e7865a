/**
 * The record of an open payment. The browser stores the record until the payment has ended or is
 * forgotten. The record survives a reload, the Back button and a crash, and other tabs can read it.
 */
export interface OpenTopup {
  topup_id: string | undefined;
  /** The id of the payment. The field may be missing until the first poll has returned the id. */
  payment_id?: string | undefined;
  status_url: string;
  /**
   * The time of the latest poll, in Unix milliseconds. It makes the record differ at each poll, so
   * that the browser notifies the other tabs.
   */
  at?: number;
}

/**
 * The browser's storage for the record of one topup. Its functions never throw: if the browser
 * blocks the storage, nothing is remembered.
 */
export interface TopupMemory {
  read(): OpenTopup | undefined;
  /**
   * Stores `open`, or removes the stored record if `open` is `undefined`. If `status_url` is given,
   * only a record with this `status_url` is replaced or removed. If no record is stored, `absent`
   * is compared with `status_url` instead.
   */
  write(open: OpenTopup | undefined, status_url?: string, absent?: string): void;
  /**
   * Calls `changed` when another tab has changed or removed the record, until the signal aborts.
   */
  listen(changed: (open: OpenTopup | null | undefined) => void, signal: AbortSignal): void;
}

/**
 * Creates a memory that stores its record under `key`. All tabs share the record in `localStorage`.
 * A copy in `sessionStorage` belongs to this tab alone, so that the tab finds its own checkout even
 * after another tab has opened one under `key`. Without a key nothing is stored.
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
  const readEach = (): (OpenTopup | null | undefined)[] => inEachStorage(readRecord);
  return {
    read: () => readEach().find(Boolean) as OpenTopup | undefined,
    write: (open, status_url, absent) =>
      inEachStorage((storage, slot) => {
        const stored = readRecord(storage, slot)?.status_url ?? absent;
        if (status_url && stored !== status_url) return;
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

/** Returns the stored record, or `null` if there is none. Throws a `SyntaxError` if it is no JSON. */
function readRecord(storage: globalThis.Storage, key: string): OpenTopup | null {
  return JSON.parse(storage.getItem(key) ?? "null") as OpenTopup | null;
}
