import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";

/**
 * A browser with several tabs. As in a real one, none hears of its own writing, nor of a write that
 * changes nothing.
 */
export interface Tabs {
  /** What is in the storage that all tabs share. */
  common: Map<string, string>;
  open(): Tab;
}

export interface Tab {
  hidden: boolean;
  /** Runs as a script of this tab, with all that comes of it. */
  run<Result>(act: () => Result): Result;
  dispatch(name: string, more?: object): void;
}

interface OpenTab extends Tab {
  session: Map<string, string>;
  target: EventTarget;
}

/** To be called after `vi.useFakeTimers()`; its globals are given back before the timers are. */
export function stubTabs(): Tabs {
  const running = new AsyncLocalStorage<OpenTab>();
  const tabs: OpenTab[] = [];
  const common = new Map<string, string>();
  const here = (): OpenTab => {
    const tab = running.getStore();
    if (!tab) throw new Error("No tab runs this: call it in tab.run().");
    return tab;
  };
  // Fake timers lose who has set them.
  const { setTimeout } = globalThis;
  vi.stubGlobal("setTimeout", (act: () => void, ms?: number) =>
    setTimeout(AsyncLocalStorage.bind(act), ms),
  );
  const tellOthers = (key: string): void => {
    for (const tab of tabs) if (tab !== here()) setTimeout(() => tab.dispatch("storage", { key }));
  };
  vi.stubGlobal("addEventListener", (...args: Parameters<EventTarget["addEventListener"]>) =>
    here().target.addEventListener(...args),
  );
  vi.stubGlobal("document", {
    get hidden() {
      return here().hidden;
    },
  });
  vi.stubGlobal(
    "sessionStorage",
    storage(() => here().session),
  );
  vi.stubGlobal(
    "localStorage",
    storage(() => common, tellOthers),
  );
  return {
    common,
    open() {
      const target = new EventTarget();
      const tab: OpenTab = {
        hidden: false,
        session: new Map(),
        target,
        run: (act) => running.run(tab, act),
        dispatch: (name, more) =>
          void tab.run(() => target.dispatchEvent(Object.assign(new Event(name), more))),
      };
      tabs.push(tab);
      return tab;
    },
  };
}

function storage(kept: () => Map<string, string>, tell: (key: string) => void = () => {}): object {
  return {
    getItem: (key: string) => kept().get(key) ?? null,
    setItem: (key: string, value: string) =>
      void (kept().get(key) !== value && kept().set(key, value) && tell(key)),
    removeItem: (key: string) => void (kept().delete(key) && tell(key)),
  };
}
