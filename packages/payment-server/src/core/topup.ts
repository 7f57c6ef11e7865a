import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { HOST_MS } from "./time-limits.ts";
import { withDeadline, type Timed } from "./deadline.ts";
import type { Topup } from "./host.ts";
import { wrongField } from "./topup-fields.ts";

/**
 * Reads a topup from the host and checks its fields. Returns `null` if there is none, which the
 * host may also report by an error with status 404. Throws `host_invalid`, whose message names the
 * wrong field, and `host_unavailable` if the host fails.
 */
export async function readTopup(context: HostContext, topup_id: string): Promise<Topup | null> {
  const topup = await callHost(context, topup_id);
  return topup === null ? null : checked(topup, topup_id);
}

/**
 * Reads a topup whose id comes from metadata, which anyone may have written. Returns `null` if the
 * host returns a topup with another spelling of the id, since some hosts compare ids loosely.
 */
export async function readNamedTopup(
  context: HostContext,
  topup_id: string,
): Promise<Topup | null> {
  const topup = await callHost(context, topup_id);
  return topup?.topup_id === topup_id ? checked(topup, topup_id) : null;
}

type HostContext = Pick<Context, "host"> & Timed;

async function callHost(context: HostContext, topup_id: string): Promise<Topup | null> {
  const late = {
    code: "host_unavailable",
    message: "The application did not answer in time; try again in a few seconds.",
  } as const;
  const topup = await withDeadline(
    context,
    HOST_MS,
    late,
    async () => await context.host.readTopup(topup_id),
  ).catch(absentOrUnavailable);
  return topup ?? null;
}

function checked(topup: Topup, topup_id: string): Topup {
  const wrong = wrongField(topup, topup_id);
  if (wrong === null) return topup;
  throw new PaymentError("host_invalid", `readTopup() returned a topup whose ${wrong}.`);
}

function absentOrUnavailable(error: unknown): null {
  const { status, statusCode } = Object(error) as { status?: unknown; statusCode?: unknown };
  return status === 404 || statusCode === 404 ? null : unavailable(error);
}

/**
 * Throws `host_unavailable` in place of an error of the host, whose text may appear only in the
 * log. A `PaymentError` is thrown unchanged.
 */
export function unavailable(error: unknown): never {
  if (error instanceof PaymentError) throw error;
  throw new PaymentError(
    "host_unavailable",
    "The application could not be asked; try again in a few seconds.",
    {
      cause: error,
      retry_after_ms: 5_000,
    },
  );
}
