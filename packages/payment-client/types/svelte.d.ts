/**
 * Types `<dodo-topup-button>` and `<dodo-topup-packs>` in templates of Svelte 5. Add it by
 * `/// <reference types="@x/payment-client/types/svelte" />`.
 */
import type { DodoTopupButton } from "@x/payment-client/element";
import type { DodoTopupPacks } from "@x/payment-client/packs";
import type { HTMLAttributes } from "svelte/elements";
import type {
  DodoTopupAttributes,
  DodoTopupListeners,
  DodoTopupPacksAttributes,
} from "./attributes.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "dodo-topup-button": HTMLAttributes<DodoTopupButton> & DodoTopupAttributes & DodoTopupListeners;
    "dodo-topup-packs": HTMLAttributes<DodoTopupPacks> &
      DodoTopupPacksAttributes &
      DodoTopupListeners;
  }
}
