import type { DodoTopupButton, DodoTopupEventMap } from "@x/payment-client/element";
import type { DodoTopupPacks } from "@x/payment-client/packs";

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

/** The attributes and properties that a template may set on `<dodo-topup-packs>`. */
export type DodoTopupPacksAttributes = {
  [
    Name in
      | "topups"
      | "endpoint"
      | "target"
      | "mode"
      | "client"
      | "token"
      | "overlay"
      | "createTopup"
      | "loadOffer"
  ]?: DodoTopupPacks[Name] | undefined;
} & {
  /** What is sold, as an object or as JSON. */
  offer?: DodoTopupPacks["offer"] | string | undefined;
  "return-to"?: string | undefined;
  /** A list of hosts, separated by spaces. */
  "checkout-hosts"?: string | undefined;
};

/** The listeners of its events, each named `on` and the name of the event. */
export type DodoTopupListeners = {
  [Name in keyof DodoTopupEventMap as `on${Name}`]?:
    | ((event: DodoTopupEventMap[Name]) => void)
    | undefined;
};
