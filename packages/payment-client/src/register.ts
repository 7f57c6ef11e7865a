import { DodoTopupButton } from "./element.ts";

/**
 * Registers `<dodo-topup-button>`. If another copy of this package has registered it already, that
 * registration stays. Where there is no `customElements`, nothing is registered. In Node, Lit
 * provides one for server rendering.
 */
export function registerTopupButton(): void {
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-topup-button"))
    customElements?.define("dodo-topup-button", DodoTopupButton);
}
