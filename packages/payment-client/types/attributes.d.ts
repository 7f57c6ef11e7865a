import type { DodoTopupButton, DodoTopupEventMap } from "@x/payment-client/element";

/** What has one name as an attribute and as a property, and the properties that have no attribute. */
export type DodoTopupProperties = {
  [Name in "endpoint" | "method" | "label" | "disabled" | "client" | "token" | "createTopup"]?:
    | DodoTopupButton[Name]
    | undefined;
};

/** What a template may set on `<dodo-topup-button>`. */
export interface DodoTopupAttributes extends DodoTopupProperties {
  "topup-id"?: string | undefined;
  "return-to"?: string | undefined;
  /** Separated by spaces. */
  "checkout-hosts"?: string | undefined;
}

/** Its events, under `on` and their name. */
export type DodoTopupListeners = {
  [Name in keyof DodoTopupEventMap as `on${Name}`]?:
    | ((event: DodoTopupEventMap[Name]) => void)
    | undefined;
};
