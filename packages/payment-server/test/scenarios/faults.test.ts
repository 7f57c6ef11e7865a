/**
 * Every call of every storage verb fails once, before its effect or after it; then the sender
 * retries, or only reconciliation runs.
 */
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  everyPayment,
  expectSoundBooks,
  PAST_LEASE_MS,
  presentPayment,
  reconcileUntilDone,
} from "../books.ts";
import { breakingOnce } from "../faults.ts";
import { createWorldIn, SETTINGS, type Setting } from "../settings.ts";
import type { World } from "../world.ts";
import type { PaymentService } from "../../src/index.ts";
import { mapConcurrently } from "../../src/core/concurrency.ts";

/** The number of concurrent runs; each of them waits more than it works. */
const AT_ONCE = 4;

/** Sends one request and returns the response's status. */
type Step = (world: World, service: PaymentService) => Promise<number>;

interface History {
  name: string;
  /** `true` if reconciliation alone can finish it. A hold ends only by an administrator. */
  unattended: boolean;
  /** The number of credits the host has booked in the end. */
  credits: 0 | 1;
  /** Prepares the world and returns the requests to send. */
  prepare(world: World): Promise<Step[]>;
}

const HISTORIES: readonly History[] = [
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
    prepare: async (world) => [await paidInSilence(world), reconciliation],
  },
];

/**
 * Each storage, each `confirm` and each variant of Dodo occurs once, since every setting makes many
 * runs.
 */
const CHOSEN: readonly Setting[] = SETTINGS.filter(
  ({ storage, confirm, dodo }) =>
    (confirm === "always") === (dodo.payments_per_session === "one") &&
    (confirm === "always") === (storage === "sqlite"),
);

describe.each(CHOSEN)("$name", { timeout: 60_000 }, (setting) => {
  describe.each(HISTORIES)("$name", (history) => {
    test("[K03] redelivered after any failure, it ends as without one", async () => {
      const { verbs, end } = await run(setting, history, { at: -1, when: "before", again: true });
      expect(end.ledger).toBe(history.credits);
      for (const when of ["before", "after"] as const) {
        await mapConcurrently([...verbs.keys()], AT_ONCE, async (at) => {
          const broken = await run(setting, history, { at, when, again: true });
          expect(broken.end, `${when} ${verbs[at]}, call ${at}`).toEqual(end);
        });
      }
    });

    if (!history.unattended) return;
    test("[K02] [K03] never redelivered after any failure, reconciliation ends it the same way", async () => {
      const { verbs, end } = await run(setting, history, { at: -1, when: "before", again: false });
      expect(end.ledger).toBe(history.credits);
      for (const when of ["before", "after"] as const) {
        await mapConcurrently([...verbs.keys()], AT_ONCE, async (at) => {
          const broken = await run(setting, history, { at, when, again: false });
          expect(broken.end, `${when} ${verbs[at]}, call ${at}`).toEqual(end);
        });
      }
    });
  });
});

interface Run {
  at: number;
  when: "before" | "after";
  again: boolean;
}

async function run(setting: Setting, history: History, { at, when, again }: Run) {
  await using world = await createWorldIn({
    ...setting,
    dodo: { ...setting.dodo, payments_per_session: "many" },
  });
  const steps = await history.prepare(world);
  const { storage, verbs } = breakingOnce(world.storage, at, when);
  const service = world.secondService({ storage });
  for (const step of steps) {
    let status = 0;
    for (let attempt = 0; status !== 200 && attempt < (again ? 5 : 1); attempt += 1) {
      if (attempt > 0) world.clock.advance(PAST_LEASE_MS);
      status = await step(world, service);
      expect([200, 503]).toContain(status);
    }
    if (again) expect(status, `${when} ${verbs[at]}, call ${at}`).toBe(200);
  }
  const used = [...verbs];
  expect(used.length, "calls, of which one was to fail").toBeGreaterThan(at);
  if (!again) await reconcileUntilDone(world);
  await expectSoundBooks(world);
  const payments = (await everyPayment(world)).map(
    ({ status, hold_reason, net_minor, refunded_minor }) => ({
      status,
      hold_reason,
      net_minor,
      refunded_minor,
    }),
  );
  const end = {
    ledger: world.host.ledger.length,
    payments: payments.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
  return { verbs: used, end };
}

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

async function paidInSilence(world: World): Promise<Step> {
  await pay(world, await open(world));
  return async () => 200;
}

const reconciliation: Step = async (world, service) => {
  world.clock.advance(PAST_LEASE_MS);
  return (await world.send("POST", "/reconcile", { as: "admin", body: {}, service })).status;
};
