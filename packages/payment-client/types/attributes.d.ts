import type { DodoTopupButton, DodoTopupEventMap } from "@x/payment-client/element";

/** The attributes whose property has the same name, and the properties without an attribute. */
export type DodoTopupProperties = {
  [
    Name in
      | "endpoint"
      | "method"
      | "target"
      | "mode"
      | "label"
      | "disabled"
      | "client"
      | "token"
      | "createTopup"
      | "overlay"
  ]?: DodoTopupButton[Name] | undefined;
};

/** The attributes and properties that a template may set on `<dodo-topup-button>`. */
export interface DodoTopupAttributes extends DodoTopupProperties {
  "topup-id"?: string | undefined;
  "return-to"?: string | undefined;
  /** A list of hosts, separated by spaces. */
  "checkout-hosts"?: string | undefined;
}

/** The listeners of its events, each named `on` and the name of the event. */
export type DodoTopupListeners = {
  [Name in keyof DodoTopupEventMap as `on${Name}`]?:
    | ((event: DodoTopupEventMap[Name]) => void)
    | undefined;
};
