/** `<dodo-topup-button>` in JSX, for React 19: `/// <reference types="@x/payment-client/types/react" />`. React 18 needs `TopupButton`. */
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
