import { DodoPaymentsDesk } from "./element.ts";

/**
 * Registers `<dodo-payments-desk>`. If another copy of this package has already registered the
 * element, that registration stays. Without a DOM, as on a server, nothing is registered.
 */
export function registerPaymentsDesk(): void {
  const { customElements } = globalThis;
  if (!customElements?.get("dodo-payments-desk"))
    customElements?.define("dodo-payments-desk", DodoPaymentsDesk);
}
