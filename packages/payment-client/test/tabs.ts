import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";

/**
 * A browser with several tabs. As in a real one, a tab is not notified of its own writes, nor of a
 * write that changes nothing.
 */
export interface Tabs {
  /** The content of the storage that all tabs share. */
  common: Map<string, string>;
  open(): Tab;
}

/** One tab. Its scripts must be run by `run`, so that globals lead to this tab. */
export interface Tab {
  hidden: boolean;
  /** Runs a function as a script of this tab, with the timers and promises that it starts. */
  run<Result>(act: () => Result): Result;
  dispatch(name: string, more?: object): void;
}

interface OpenTab extends Tab {
  session: Map<string, string>;
  target: EventTarget;
}

/**
 * Replaces the globals of the browser. Call it after `vi.useFakeTimers()`, and restore the globals
 * before the timers.
 */
export function stubTabs(): Tabs {
  const running = new AsyncLocalStorage<OpenTab>();
  const tabs: OpenTab[] = [];
  const common = new Map<string, string>();
  const here = (): OpenTab => {
    const tab = running.getStore();
    if (!tab) throw new Error("No tab runs this: call it in tab.run().");
    return tab;
  };
  // Fake timers lose the async context, so they would not know which tab has set them.
  const { setTimeout } = globalThis;
  vi.stubGlobal("setTimeout", (act: () => void, ms?: number) =>
    setTimeout(AsyncLocalStorage.bind(act), ms),
  );
  const notifyOthers = (key: string): void => {
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
    storage(() => common, notifyOthers),
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

function storage(
  records: () => Map<string, string>,
  notify: (key: string) => void = () => {},
): object {
  return {
    getItem: (key: string) => records().get(key) ?? null,
    setItem: (key: string, value: string) =>
      void (records().get(key) !== value && records().set(key, value) && notify(key)),
    removeItem: (key: string) => void (records().delete(key) && notify(key)),
  };
}
