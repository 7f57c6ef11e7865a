/** `<dodo-topup-button>` in templates of Vue 3: `/// <reference types="@x/payment-client/types/vue" />`. */
import type { DodoTopupButton, DodoTopupEventMap } from "@x/payment-client/element";
import type { EmitFn, HTMLAttributes, PublicProps } from "vue";
import type { DodoTopupAttributes } from "./attributes.js";

/** Templates are checked by the names of properties, `topup-id` as `topup_id`; the rest, by those of attributes. */
type Properties = DodoTopupAttributes & {
  [Name in "topup_id" | "return_to" | "checkout_hosts"]?: DodoTopupButton[Name];
};

declare module "vue" {
  interface GlobalComponents {
    "dodo-topup-button": new () => DodoTopupButton & {
      /** For templates only: the element has no such property. */
      $props: HTMLAttributes & Properties & PublicProps;
      /** For templates only: the element has no such property. */
      $emit: EmitFn<{
        [Name in keyof DodoTopupEventMap]: (event: DodoTopupEventMap[Name]) => void;
      }>;
    };
  }
}
