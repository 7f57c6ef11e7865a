/** The histories in which each storage call fails once. */
import { expect } from "vitest";
import { bodyOf, everyPayment, PAST_LEASE_MS, presentPayment } from "./books.ts";
import type { World } from "./world.ts";
import type { PaymentService } from "../src/index.ts";

/** Sends one request and returns the response's status. */
type Step = (world: World, service: PaymentService) => Promise<number>;

/** One history: its requests, and what they must lead to whichever call fails. */
export interface History {
  name: string;
  /** `true` if reconciliation alone can finish it. A hold ends only by an administrator. */
  unattended: boolean;
  /** The number of credits the host has booked in the end. */
  credits: 0 | 1;
  /** Prepares the world and returns the requests to send. */
  prepare(world: World): Promise<Step[]>;
}

/** The histories; every storage call of each of them fails once. */
export const HISTORIES: readonly History[] = [
  {
    name: "a success",
    unattended: true,
    credits: 1,
    prepare: async (world) => [delivery(await pay(world, await open(world)))],
  },
  {
    name: "a decline and a second card",
    unattended: true,
    credits: 1,
    async prepare(world) {
      const session = await open(world);
      const declined = delivery(await pay(world, session, "failed"));
      // The delivery has its own webhook id, since the payment may be the same as the declined one.
      return [
        declined,
        async (again, service) =>
          await delivery(await paidOnce(again, session), "msg_second")(again, service),
      ];
    },
  },
  {
    name: "an underpayment",
    unattended: true,
    credits: 0,
    prepare: async (world) => [
      delivery(await pay(world, await open(world), "succeeded", { total_amount: 4_000 })),
    ],
  },
  {
    name: "two successes in one session",
    unattended: true,
    credits: 1,
    async prepare(world) {
      const session = await open(world);
      return [delivery(await pay(world, session)), delivery(await pay(world, session))];
    },
  },
  {
    name: "a host that throws, a refund, then another payment",
    unattended: true,
    credits: 0,
    async prepare(world) {
      const payment_id = await pay(world, await open(world));
      world.host.before = (): never => {
        throw new Error("the balance is away");
      };
      const refund: Step = async () => {
        if ((await presentPayment(world, payment_id)).refund_status === null)
          await world.dodo.refund(payment_id);
        return 200;
      };
      return [once(delivery(payment_id)), refund, delivery(payment_id)];
    },
  },
  {
    name: "a host that commits and throws",
    unattended: true,
    credits: 1,
    async prepare(world) {
      world.host.after = (): never => {
        throw new Error("the answer was lost");
      };
      return [delivery(await pay(world, await open(world)))];
    },
  },
  {
    name: "a refund after the credit",
    unattended: false,
    credits: 1,
    async prepare(world) {
      const payment_id = await pay(world, await open(world));
      const refund: Step = async (_, service) => {
        if ((await presentPayment(world, payment_id)).refund_status === null)
          await world.dodo.refund(payment_id);
        return await delivery(payment_id, "msg_refund")(world, service);
      };
      return [delivery(payment_id), refund];
    },
  },
  {
    name: "a release",
    unattended: false,
    credits: 1,
    async prepare(world) {
      const payment_id = await pay(world, await open(world), "succeeded", { total_amount: 4_000 });
      return [delivery(payment_id), release];
    },
  },
  {
    name: "a lost webhook",
    unattended: true,
    credits: 1,
    prepare: async (world) => [await paidWithoutWebhook(world), reconciliation],
  },
];

async function open(world: World): Promise<string> {
  return (await world.create(world.host.addTopup().topup_id)).provider_session_id;
}

async function pay(
  world: World,
  session: string,
  result: "succeeded" | "failed" = "succeeded",
  overrides: Record<string, unknown> = {},
): Promise<string> {
  return (await world.dodo.pay(session, { result, overrides, silent: true })).payment_id;
}

/** Pays with the session's second card, unless it is paid already. */
async function paidOnce(world: World, session: string): Promise<string> {
  const before = world.dodo.deliveries[0]?.payment_id;
  if (typeof before === "string") return before;
  return (await world.dodo.pay(session)).payment_id;
}

function delivery(payment_id: string, webhook_id = `msg_${payment_id}`): Step {
  return async (world, service) =>
    (
      await world.deliver(bodyOf(world, await presentPayment(world, payment_id)), {
        webhook_id,
        service,
      })
    ).status;
}

/** A step that is not retried, and after which the host works again. */
function once(step: Step): Step {
  return async (world, service) => {
    expect(await step(world, service)).toBe(503);
    world.host.before = null;
    return 200;
  };
}

const release: Step = async (world, service) => {
  const [payment] = await everyPayment(world);
  const body = { payment_id: payment?.payment_id, decision: "credit", note: "seen" };
  return (await world.send("POST", "/payments/release", { as: "admin", body, service })).status;
};

async function paidWithoutWebhook(world: World): Promise<Step> {
  await pay(world, await open(world));
  return async () => 200;
}

const reconciliation: Step = async (world, service) => {
  world.clock.advance(PAST_LEASE_MS);
  return (await world.send("POST", "/reconcile", { as: "admin", body: {}, service })).status;
};
