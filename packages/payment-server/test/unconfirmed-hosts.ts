/** Hosts whose topup does not say `paid` after `finishTopup()`. */
import { expect } from "vitest";
import { bodyOf } from "./books.ts";
import { open, type Opened } from "./scenes.ts";
import type { World } from "./world.ts";
import type { PaymentService, PaymentServiceOptions, Topup } from "../src/index.ts";

/** A payment that is paid at Dodo, and the service whose host does not confirm it. */
interface UnconfirmedPayment {
  /** Topups for which the host was called, in order. */
  calls: string[];
  opened: Opened;
  service: PaymentService;
  /** Delivers the payment; returns the response's status and `sync_status`. */
  deliver(): Promise<[number, string | undefined]>;
}

/** Makes a payment at a host that never marks its topup `paid`; `host` makes its `finishTopup`. */
export async function unconfirmed(
  world: World,
  host: ((world: World) => PaymentServiceOptions["finishTopup"]) | undefined,
): Promise<UnconfirmedPayment> {
  const calls: string[] = [];
  const finish = host?.(world);
  const service = world.secondService({
    finishTopup: async (topup_id, extra) => {
      calls.push(topup_id);
      await finish?.(topup_id, extra);
    },
  });
  const opened: Opened = await open(world);
  const paid = await world.dodo.pay(opened.session_id, { silent: true });
  const deliver = async (): Promise<[number, string | undefined]> => {
    const response = await world.deliver(bodyOf(world, paid), {
      service,
      webhook_id: "msg_silent",
    });
    return [response.status, ((await response.json()) as { sync_status?: string }).sync_status];
  };
  return { calls, opened, deliver, service };
}

/** Returns the topup as the host has it; fails the test if there is none. */
export function topupOf(world: World, topup_id: string): Topup {
  return world.host.topups.get(topup_id) ?? expect.unreachable(`no topup ${topup_id}`);
}
