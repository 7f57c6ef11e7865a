/**
 * Types `<dodo-topup-button>` in templates of Svelte 5. Add it by
 * `/// <reference types="@x/payment-client/types/svelte" />`.
 */
import type { DodoTopupButton } from "@x/payment-client/element";
import type { HTMLAttributes } from "svelte/elements";
import type { DodoTopupAttributes, DodoTopupListeners } from "./attributes.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "dodo-topup-button": HTMLAttributes<DodoTopupButton> & DodoTopupAttributes & DodoTopupListeners;
  }
}
