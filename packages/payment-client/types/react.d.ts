/**
 * Types `<dodo-topup-button>` in JSX of React 19. Add it by
 * `/// <reference types="@x/payment-client/types/react" />`. In React 18 use `TopupButton`.
 */
import type { DodoTopupButton } from "@x/payment-client/element";
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { DodoTopupAttributes, DodoTopupListeners } from "./attributes.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "dodo-topup-button": DetailedHTMLProps<HTMLAttributes<DodoTopupButton>, DodoTopupButton> &
        DodoTopupAttributes &
        DodoTopupListeners;
    }
  }
}
