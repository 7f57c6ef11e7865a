/** A list that grows page by page, with a filter. */
import { atom, type ReadableAtom } from "nanostores";
import type { CallOptions } from "../buyer-client.ts";
import type { ListOptions } from "../client.ts";
import type { PaymentClientError } from "../errors.ts";
import { asClientError } from "./load.ts";

/** The items of the pages that have been loaded. */
export interface PageList<Item> {
  items: readonly Item[];
  /** The cursor of the next page, or `null` on the last page and before the first. */
  next_cursor: string | null;
  loading: boolean;
  /** Whether the first page has been loaded. */
  loaded: boolean;
  error: PaymentClientError | null;
}

/** Loads the pages of a list into a store. */
export interface PageLoader<Item, Filter> {
  readonly $list: ReadableAtom<PageList<Item>>;
  /** Loads the first page of a filter. The pages of the previous filter are dropped. */
  show(filter: Filter): Promise<void>;
  /** Loads the next page, unless one is being loaded or there is none. */
  more(): Promise<void>;
  /** Replaces each item for which `isItem` returns `true`. */
  replace(isItem: (item: Item) => boolean, next: Item): void;
  stop(): void;
}

const EMPTY = { items: [], next_cursor: null, loading: false, loaded: false, error: null };
const PAGE = 50;

/** Creates the loader of a list. Filters with an empty text are left out of the request. */
export function createPageList<Item, Filter extends Readonly<Record<keyof Filter, string>>>(
  read: (
    query: Partial<Filter> & ListOptions,
    options: CallOptions,
  ) => Promise<{ items: Item[]; next_cursor: string | null }>,
): PageLoader<Item, Filter> {
  const $list = atom<PageList<Item>>(EMPTY);
  let running = new AbortController();
  let filter: Partial<Filter> = {};

  const load = async (cursor: string | undefined): Promise<void> => {
    const { signal } = (running = new AbortController());
    $list.set({ ...$list.get(), loading: true, error: null });
    try {
      const page = await read({ ...filter, limit: PAGE, cursor }, { signal });
      if (signal.aborted) return;
      // An item may have been replaced during the request, so the items are read only now.
      const items = cursor === undefined ? page.items : [...$list.get().items, ...page.items];
      const { next_cursor } = page;
      $list.set({ items, next_cursor, loading: false, loaded: true, error: null });
    } catch (error) {
      if (!signal.aborted)
        $list.set({ ...$list.get(), loading: false, error: asClientError(error) });
    }
  };

  return {
    $list,
    async show(next) {
      running.abort();
      $list.set(EMPTY);
      const set = Object.entries(next).filter(([, value]) => value !== "");
      filter = Object.fromEntries(set) as Partial<Filter>;
      await load(undefined);
    },
    async more() {
      const { loading, next_cursor, loaded } = $list.get();
      if (!loading && next_cursor !== null && loaded) await load(next_cursor);
    },
    replace(isItem, next) {
      const list = $list.get();
      $list.set({ ...list, items: list.items.map((item) => (isItem(item) ? next : item)) });
    },
    stop: () => running.abort(),
  };
}
