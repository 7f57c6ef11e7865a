/**
 * The settings in which the product must behave the same: each storage, each value of `confirm`,
 * and both variants of Dodo where its behaviour is not documented.
 */
import type { DodoEmulatorOptions } from "@x/dodo-emulator";
import { createWorld, STORAGES, type StorageKind, type World, type WorldOptions } from "./world.ts";

/** One variant of Dodo, as options of the local Dodo. */
export type DodoVariant = Required<
  Pick<
    DodoEmulatorOptions,
    | "payment_id_after_decline"
    | "webhook_id_on_resend"
    | "payments_per_session"
    | "cancel_url_parameters"
  >
>;

/** One setting; its name is the title of a `describe`. */
export interface Setting {
  name: string;
  storage: StorageKind;
  confirm: "always" | "when_unsigned";
  dodo: DodoVariant;
}

/** Dodo's undocumented behaviour, in both variants. */
const DODO_VARIANTS: readonly DodoVariant[] = [
  {
    payment_id_after_decline: "new",
    webhook_id_on_resend: "same",
    payments_per_session: "one",
    cancel_url_parameters: "none",
  },
  {
    payment_id_after_decline: "same",
    webhook_id_on_resend: "new",
    payments_per_session: "many",
    cancel_url_parameters: "status",
  },
];

/** Every combination: three storages, two values of `confirm`, two variants of Dodo. */
export const SETTINGS: readonly Setting[] = STORAGES.flatMap((storage) =>
  (["always", "when_unsigned"] as const).flatMap((confirm) =>
    DODO_VARIANTS.map((dodo) => ({
      name: `[C25] on ${storage}, confirm: ${confirm}, ${dodo.payment_id_after_decline} id after a decline, ${dodo.payments_per_session} payments per session`,
      storage,
      confirm,
      dodo,
    })),
  ),
);

/** Creates a world in this setting; `options` add to it. */
export async function createWorldIn(
  { storage, confirm, dodo }: Setting,
  options: WorldOptions = {},
): Promise<World> {
  return await createWorld({
    storage,
    ...options,
    dodo: { ...dodo, ...options.dodo },
    service: { confirm, ...options.service },
  });
}
