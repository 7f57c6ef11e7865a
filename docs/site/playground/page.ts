// The page of the playground: starts the service worker, and shows the shop that runs in it.
import type { DodoTopupButton } from "@x/payment-client/element";
import type { DodoPaymentsDesk } from "@x/payment-client/desk";
import type { State } from "./shop.ts";

/** The parts that the page of the site has. */
interface Parts {
  balance: Element;
  log: Element;
  buttons: Iterable<DodoTopupButton>;
  desk: DodoPaymentsDesk;
}

/**
 * Starts the playground in `root`, and returns what stops it. `prefix` is the path of the page.
 */
export async function start(root: Element, prefix: string): Promise<() => void> {
  await startWorker(prefix);
  // The elements are added last, because they call the payment routes as soon as they are added.
  await import("@x/payment-client/define");
  await import("@x/payment-client/desk/define");
  const parts = partsOf(root);
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${prefix}shop/${path}`, init);
    return (await answer.json()) as T;
  };
  const show = async (): Promise<void> => draw(parts, await call<State>("state"));
  // A page of another site cannot send a token, so the routes need no `Origin`, which a service
  // worker is not told.
  for (const element of [...parts.buttons, parts.desk]) element.token = "playground";
  for (const button of parts.buttons)
    button.createTopup = async () => {
      const { topup_id } = await call<{ topup_id: string }>("topups", {
        pack: button.dataset["pack"],
      });
      return topup_id;
    };
  const press = (name: string, work: () => Promise<string>): void =>
    root.querySelector(`[data-press=${name}]`)?.addEventListener("click", () => {
      void work()
        .then((said) => say(parts, said))
        .then(show)
        .then(() => parts.desk.store?.refresh());
    });
  press("lose", async () => {
    await call("lose", {});
    return "A buyer has paid 5 dollars and closed the tab. The webhook is lost, so the balance is as it was.";
  });
  press("repair", async () => {
    await call("repair", {});
    return "Five minutes later, reconcile() queried Dodo about the open payments, and credited what was paid.";
  });
  addEventListener("dodo-topup-applied", () => void show());
  root.setAttribute("data-ready", "");
  await show();
  // Also keeps the worker running while the page is open.
  const timer = setInterval(() => void show(), 5_000);
  return () => clearInterval(timer);
}

/** Starts the worker and waits until it answers the requests of this page. */
async function startWorker(prefix: string): Promise<void> {
  const { serviceWorker } = navigator;
  await serviceWorker.register(`${prefix}worker.js`, { scope: prefix });
  await serviceWorker.ready;
  if (serviceWorker.controller !== null) return;
  await new Promise((resolve) =>
    serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
  );
}

function partsOf(root: Element): Parts {
  const find = (selector: string): Element => {
    const found = root.querySelector(selector);
    if (found === null) throw new Error(`the playground has no ${selector}`);
    return found;
  };
  return {
    balance: find("[data-balance]"),
    log: find("[data-log]"),
    buttons: root.querySelectorAll("dodo-topup-button"),
    desk: find("dodo-payments-desk") as DodoPaymentsDesk,
  };
}

function draw({ balance }: Parts, state: State): void {
  balance.textContent = state.balance.toLocaleString("en");
}

function say({ log }: Parts, text: string): void {
  log.textContent = text;
}
