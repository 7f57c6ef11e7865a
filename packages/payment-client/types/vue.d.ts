/**
 * Types `<dodo-topup-button>` and `<dodo-topup-packs>` in templates of Vue 3. Add it by
 * `/// <reference types="@x/payment-client/types/vue" />`.
 */
import type { DodoTopupButton, DodoTopupEventMap } from "@x/payment-client/element";
import type { DodoTopupPacks } from "@x/payment-client/packs";
import type { EmitFn, HTMLAttributes, PublicProps } from "vue";
import type { DodoTopupAttributes, DodoTopupPacksAttributes } from "./attributes.js";

/**
 * Vue checks a template by the names of properties, `topup-id` as `topup_id`, and the attributes
 * without a property by their own names.
 */
type Properties = DodoTopupAttributes & {
  [Name in "topup_id" | "return_to" | "checkout_hosts"]?: DodoTopupButton[Name];
};

type PacksProperties = DodoTopupPacksAttributes & {
  [Name in "return_to" | "checkout_hosts"]?: DodoTopupPacks[Name];
};

declare module "vue" {
  interface GlobalComponents {
    "dodo-topup-button": new () => DodoTopupButton & {
      /** Only for the check of templates: the element has no such property. */
      $props: HTMLAttributes & Properties & PublicProps;
      /** Only for the check of templates: the element has no such property. */
      $emit: EmitFn<{
        [Name in keyof DodoTopupEventMap]: (event: DodoTopupEventMap[Name]) => void;
      }>;
    };
    "dodo-topup-packs": new () => DodoTopupPacks & {
      /** Only for the check of templates: the element has no such property. */
      $props: HTMLAttributes & PacksProperties & PublicProps;
      /** Only for the check of templates: the element has no such property. */
      $emit: EmitFn<{
        [Name in keyof DodoTopupEventMap]: (event: DodoTopupEventMap[Name]) => void;
      }>;
    };
  }
}
