import { DodoTopupButton } from "./element.ts";

/**
 * Registers `<dodo-topup-button>`. If another copy of this package has registered it already, that
 * registration stays. Without a DOM, as on a server, nothing is registered.
 */
export function registerTopupButton(): void {
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-topup-button"))
    customElements?.define("dodo-topup-button", DodoTopupButton);
}
