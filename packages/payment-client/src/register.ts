import { DodoTopupButton } from "./element.ts";

/**
 * Registers `<dodo-topup-button>`. If another copy of this package has registered it, that one
 * stays. Without a DOM it does nothing.
 */
export function registerTopupButton(): void {
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-topup-button"))
    customElements?.define("dodo-topup-button", DodoTopupButton);
}
