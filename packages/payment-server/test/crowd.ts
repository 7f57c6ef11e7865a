/** A shop with thousands of open payments. */
import { auditEntry } from "../src/core/audit.ts";
import type { Payment } from "../src/index.ts";
import { presentPayment } from "./books.ts";
import { open } from "./scenes.ts";
import type { World } from "./world.ts";

/** The number of rows written at once, as many as the PostgreSQL pool has connections. */
const AT_ONCE = 20;

/** A topup with an open payment. */
export interface Buyer {
  topup_id: string;
  payment_id: string;
  session_id: string;
  /** `true` if it is paid at Dodo, without a webhook. */
  paid: boolean;
}

/**
 * Makes `count` open payments, every `paid_every`th paid at Dodo without a webhook. The first is
 * made by a create; the others are written into the storage as copies of its row, and put into Dodo
 * as copies of its session and its payment, since thousands of creates take minutes.
 */
export async function openCrowd(world: World, count: number, paid_every: number): Promise<Buyer[]> {
  const { topup, session_id } = await open(world);
  const row = await world.only(topup.topup_id);
  const { payment_id: provider_payment_id } = await world.dodo.pay(session_id, { silent: true });
  const payment = await presentPayment(world, provider_payment_id);
  const first = { topup_id: topup.topup_id, payment_id: row.payment_id, session_id, paid: true };
  const others = Array.from({ length: count - 1 }, (_, index) =>
    buyer(index + 1, (index + 1) % paid_every === 0),
  );
  for (let start = 0; start < others.length; start += AT_ONCE) {
    await Promise.all(
      others
        .slice(start, start + AT_ONCE)
        .map(async (other) => await write(world, copyOf(row, other))),
    );
  }
  for (const other of others) {
    const { topup_id, payment_id, paid } = other;
    world.host.addTopup({ topup_id });
    const copy = {
      ...payment,
      payment_id: `pay_${topup_id}`,
      checkout_session_id: other.session_id,
      metadata: { ...payment.metadata, payment_id, topup_id },
    };
    if (paid) world.dodo.putPayment(copy);
    world.dodo.putSession({
      session_id: other.session_id,
      payment_id: paid ? copy.payment_id : null,
    });
  }
  return [first, ...others];
}

function buyer(index: number, paid: boolean): Buyer {
  const name = String(index).padStart(22, "0");
  return {
    topup_id: `tu_crowd_${index}`,
    payment_id: `pmt_${name}`,
    session_id: `cks_${name}`,
    paid,
  };
}

function copyOf(row: Payment, { topup_id, payment_id, session_id }: Buyer): Payment {
  return {
    ...row,
    topup_id,
    payment_id,
    provider_session_id: session_id,
    ref: `ref_${payment_id}`,
    write_id: `wr_${payment_id}`,
    version: 1,
  };
}

async function write(world: World, row: Payment): Promise<void> {
  await world.storage.insertPayment(
    row,
    auditEntry(null, row, "reserve", { actor: "create", event_id: null, note: null }),
  );
}
