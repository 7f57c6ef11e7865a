import type { WireNotice } from "@x/payment-server";

/** A mail to whoever looks after payments. Pass the key on, if your mail service takes one. */
export interface Mail {
  subject: string;
  text: string;
  idempotency_key: string;
}

const SUBJECTS: Partial<Record<WireNotice["kind"], string>> = {
  held: "Money has arrived that does not match",
  stuck: "A payment has not been credited for 15 minutes",
  unmatched: "Money has arrived for a payment that is not in the database",
  disputed: "A payment is disputed",
  dispute_lost: "A dispute was lost",
};

/** Returns a `notify()` that sends a mail about what a person has to look at. */
export function createMail(send: (mail: Mail) => Promise<unknown>) {
  return async (notice: WireNotice) => {
    const subject = SUBJECTS[notice.kind];
    if (subject === undefined) return;
    const text =
      notice.kind === "unmatched"
        ? `Event ${notice.event.event_id}, received at ${notice.at}.`
        : `Payment ${notice.payment.payment_id} of topup ${notice.payment.topup_id}: ${notice.payment.hold_reason ?? notice.payment.status}, since ${notice.at}.`;
    await send({ subject, text, idempotency_key: notice.notice_id });
  };
}
