/**
 * Types `<dodo-topup-button>` and `<dodo-topup-packs>` in JSX of React 19. Add it by
 * `/// <reference types="@x/payment-client/types/react" />`. In React 18 use `TopupButton`.
 */
import type { DodoTopupButton } from "@x/payment-client/element";
import type { DodoTopupPacks } from "@x/payment-client/packs";
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  DodoTopupAttributes,
  DodoTopupListeners,
  DodoTopupPacksAttributes,
} from "./attributes.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "dodo-topup-button": DetailedHTMLProps<HTMLAttributes<DodoTopupButton>, DodoTopupButton> &
        DodoTopupAttributes &
        DodoTopupListeners;
      "dodo-topup-packs": DetailedHTMLProps<HTMLAttributes<DodoTopupPacks>, DodoTopupPacks> &
        DodoTopupPacksAttributes &
        DodoTopupListeners;
    }
  }
}
