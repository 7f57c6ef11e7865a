/**
 * The keyboard shortcuts of the desk. They work while the focus is inside of the desk. In a field
 * only `Esc` works.
 */
import type { DeskStore } from "./desk-store.ts";
import { isDecidable, obstacleTo, type Choice } from "./decision.ts";

/** Runs the action of a pressed key, if it has one, and prevents the browser's own action. */
export function pressKey(event: KeyboardEvent, store: DeskStore, root: ParentNode): void {
  if (event.key === "Escape" && goBack(store)) {
    event.preventDefault();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || isField(event.target)) return;
  const actions: Readonly<Record<string, () => void>> = {
    "/": () => root.querySelector<HTMLInputElement>(".find input")?.focus(),
    j: () => move(store, 1),
    k: () => move(store, -1),
    c: () => choose(store, "credit"),
    d: () => choose(store, "dismiss"),
  };
  const action = actions[event.key.toLowerCase()];
  if (action === undefined) return;
  event.preventDefault();
  action();
}

/** Closes the open confirmations, and returns whether there was one. */
function goBack({ payment, closing }: DeskStore): boolean {
  const open = [
    payment.$payment.get().decision.step === "confirming" ? payment : null,
    closing.$closing.get().decision.step === "confirming" ? closing : null,
  ].filter((part) => part !== null);
  for (const part of open) part.goBack();
  return open.length > 0;
}

/** Selects the next or the previous item of the queue. */
function move(store: DeskStore, by: 1 | -1): void {
  const view = store.$view.get();
  if (view.name !== "queue") return;
  const items = store.items();
  const selected = store.selected()?.key;
  const next = items[items.findIndex(({ key }) => key === selected) + by];
  if (next !== undefined) store.go({ name: "queue", item: next.key });
}

/**
 * Does what the button of a choice does, if that button is shown. An open confirmation therefore
 * stays as it is.
 */
function choose(store: DeskStore, choice: Choice): void {
  const { name } = store.$view.get();
  const { load, payment_id, decision } = store.payment.$payment.get();
  const audit = load.value?.audit;
  if ((name !== "queue" && name !== "payment") || audit === undefined) return;
  // Beside the queue, the selected item may not be the open payment, but for example an unmatched
  // delivery.
  if (name === "queue" && (store.selected()?.key ?? payment_id) !== payment_id) return;
  if (!isDecidable(audit.payment) || decision.step !== "choosing") return;
  if (choice === "dismiss" || obstacleTo(audit) === null) store.payment.choose(choice);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select");
}
