/** The ways the product must behave the same: each storage, each way to confirm, both answers to each open question about Dodo. */
import type { DodoEmulatorOptions } from "@x/dodo-emulator";
import { createWorld, STORAGES, type StorageKind, type World, type WorldOptions } from "./world.ts";

export type Answers = Required<
  Pick<
    DodoEmulatorOptions,
    | "payment_id_after_decline"
    | "webhook_id_on_resend"
    | "payments_per_session"
    | "cancel_url_parameters"
  >
>;

export interface Setting {
  name: string;
  storage: StorageKind;
  confirm: "always" | "when_unsigned";
  answers: Answers;
}

/** What nobody outside Dodo knows, once one way and once the other. */
const ANSWERS: readonly Answers[] = [
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

export const SETTINGS: readonly Setting[] = STORAGES.flatMap((storage) =>
  (["always", "when_unsigned"] as const).flatMap((confirm) =>
    ANSWERS.map((answers) => ({
      name: `[C25] on ${storage}, confirm: ${confirm}, ${answers.payment_id_after_decline} id after a decline, ${answers.payments_per_session} payments per session`,
      storage,
      confirm,
      answers,
    })),
  ),
);

/** A world in this setting; `options` add to it. */
export async function createWorldIn(
  { storage, confirm, answers }: Setting,
  options: WorldOptions = {},
): Promise<World> {
  return await createWorld({
    storage,
    ...options,
    dodo: { ...answers, ...options.dodo },
    service: { confirm, ...options.service },
  });
}
