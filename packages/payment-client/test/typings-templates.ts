import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";
import type { PaymentStatus } from "../src/wire.ts";

type Vue = InstanceType<GlobalComponents["dodo-topup-button"]>;

export const vue: Vue["$props"] = {
  topup_id: "topup_1",
  "topup-id": "topup_1",
  return_to: "/account",
  label: "Top up",
  disabled: true,
  class: "wide",
  createTopup: () => "topup_1",
};
// @ts-expect-error a topup's id is a string
export const vue_wrong_id: Vue["$props"] = { topup_id: 1 };
// @ts-expect-error the element has no such property
export const vue_wrong_name: Vue["$props"] = { topup: "topup_1" };

/** The detail that a listener receives, and names that are no events. */
export function emits(emit: Vue["$emit"], applied: CustomEvent<{ phase: "applied" }>): void {
  emit("dodo-topup-applied", applied);
  // @ts-expect-error there is no such event
  emit("dodo-topup-paid", applied);
  // @ts-expect-error a checkout has another detail
  emit("dodo-topup-checkout", applied);
}

export const svelte: SvelteHTMLElements["dodo-topup-button"] = {
  "topup-id": "topup_1",
  "checkout-hosts": "pay.test",
  id: "pack-small",
  class: "wide",
  disabled: true,
  createTopup: async () => "topup_1",
  "ondodo-topup-checkout": (event) => event.preventDefault(),
  "ondodo-topup-failed": (event) => event.detail.status satisfies PaymentStatus | undefined,
};
// @ts-expect-error a topup's id is a string
export const svelte_wrong_id: SvelteHTMLElements["dodo-topup-button"] = { "topup-id": 1 };
// @ts-expect-error the element has no such attribute
export const svelte_wrong_name: SvelteHTMLElements["dodo-topup-button"] = { topup: "topup_1" };
export const svelte_wrong_event: SvelteHTMLElements["dodo-topup-button"] = {
  // @ts-expect-error there is no such event
  "ondodo-topup-paid": () => {},
};
export const svelte_wrong_detail: SvelteHTMLElements["dodo-topup-button"] = {
  // @ts-expect-error the topup's state has no such field
  "ondodo-topup-applied": (event) => event.detail.message,
};

export const vue_packs: InstanceType<GlobalComponents["dodo-topup-packs"]>["$props"] = {
  topups: "/topups",
  return_to: "/account",
  createTopup: async () => "topup_1",
};
export const svelte_packs: SvelteHTMLElements["dodo-topup-packs"] = {
  topups: "/topups",
  offer: '{"packs":[]}',
  "ondodo-topup-applied": (event) => event.detail.topup_id satisfies string | undefined,
};
// @ts-expect-error the packs have no such attribute
export const svelte_packs_wrong_name: SvelteHTMLElements["dodo-topup-packs"] = { topup: "/topups" };
