import { DodoTopupButton } from "./element.ts";

/**
 * Registers `<dodo-topup-button>`. If another copy of this package has already registered the
 * element, that registration stays. Where `customElements` does not exist, nothing is registered.
 * In Node, Lit defines `customElements` for server rendering.
 */
export function registerTopupButton(): void {
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-topup-button"))
    customElements?.define("dodo-topup-button", DodoTopupButton);
}
