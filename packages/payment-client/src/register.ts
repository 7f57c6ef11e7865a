import { DodoTopupButton } from "./element.ts";

/** Makes `<dodo-topup-button>` known to the page, once: the first copy wins, a second one does no harm. Nothing happens without a DOM. */
export function registerTopupButton(): void {
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-topup-button"))
    customElements?.define("dodo-topup-button", DodoTopupButton);
}
