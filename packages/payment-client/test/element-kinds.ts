/** The lists of a declaration in custom-elements.json that users of the element read. */
export type Kind =
  | "attributes"
  | "members"
  | "events"
  | "slots"
  | "cssParts"
  | "cssProperties"
  | "cssStates";
