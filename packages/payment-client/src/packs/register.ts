import { registerTopupButton } from "../register.ts";
import { DodoTopupPacks } from "./element.ts";

/**
 * Registers `<dodo-topup-packs>` and the button in it. If another copy of this package has already
 * registered one of these elements, that registration stays. Without a DOM, as on a server, nothing
 * is registered.
 */
export function registerTopupPacks(): void {
  registerTopupButton();
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-topup-packs"))
    customElements?.define("dodo-topup-packs", DodoTopupPacks);
}
