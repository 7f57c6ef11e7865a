import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { HOST_MS } from "./time-limits.ts";
import { withDeadline, type Timed } from "./deadline.ts";
import type { Topup } from "./host.ts";
import type { HostFunction } from "./mistakes.ts";
import { TOPUP_FIELDS, wrongField } from "./topup-fields.ts";

/**
 * Reads the topup of a payment from the host and checks its fields. Returns `null` if there is no
 * such topup. The host may report that by `null`, `undefined`, an error with status 404, or its
 * database library's error for a missing row. Throws `host_invalid` if the topup is wrong, with a
 * message that says why. Throws `host_unavailable` if the host fails.
 */
export async function readTopup(context: HostContext, topup_id: string): Promise<Topup | null> {
  const topup = await callHost(context, topup_id);
  if (topup === null) return null;
  assertFields(context, topup);
  if (topup.topup_id === topup_id) return topup;
  throw invalid(context, OTHER_TOPUP);
}

/**
 * Reads a topup whose id comes from a payment's metadata, which anyone may have written. Some hosts
 * compare ids loosely and return a topup whose id is spelled differently. Returns `null` for such a
 * topup, and if there is none.
 */
export async function readNamedTopup(
  context: HostContext,
  topup_id: string,
): Promise<Topup | null> {
  const topup = await callHost(context, topup_id);
  if (topup?.topup_id !== topup_id) return null;
  assertFields(context, topup);
  return topup;
}

/**
 * Reads the topup with the id that a buyer has sent. Returns `null` if there is none, if the topup
 * is another user's, or if its id is spelled differently. A buyer must not learn which ids other
 * users have. In other cases, throws like `readTopup()`.
 */
export async function readOwnTopup(
  context: HostContext,
  topup_id: string,
  user_id: string,
): Promise<Topup | null> {
  const topup = await callHost(context, topup_id);
  if (topup === null) {
    context.mistakes.mention(
      "a buyer was answered `topup_not_found`: readTopup() has no topup with the id that was sent",
    );
    return null;
  }
  const { user_id: owner, topup_id: found } = topup;
  // The other fields of another user's topup are not checked, since the error would show that it
  // exists.
  if (typeof owner === "string" && owner !== "" && owner !== user_id) {
    context.mistakes.mention(
      "a buyer was answered `topup_not_found`: the topup belongs to another user than authenticate() has returned",
    );
    return null;
  }
  assertFields(context, topup);
  if (found === topup_id) return topup;
  context.mistakes.report({
    level: "warning",
    code: "topup_lookup",
    message: OTHER_TOPUP,
  });
  return null;
}

type HostContext = Pick<Context, "host" | "mistakes"> & Timed;

const OTHER_TOPUP =
  "readTopup() returned a topup whose `topup_id` is not the one that was passed: it must compare ids exactly, also where the database ignores case, spaces or accents (uuid, citext, MySQL), and return null for every other id.";

async function callHost(context: HostContext, topup_id: string): Promise<Topup | null> {
  const late = {
    code: "host_unavailable",
    message: "The application's readTopup() did not return in time; try again in a few seconds.",
  } as const;
  const topup = await withDeadline(context, HOST_MS, late, async () => {
    const found = await context.host.readTopup(topup_id);
    // The getters of a lazy row may throw, which then counts as an error of the host.
    if (found) for (const field of TOPUP_FIELDS) void found[field];
    return found;
  }).catch((error: unknown) => absentOrUnavailable(context, error));
  context.mistakes.succeeded("readTopup()");
  if (topup === undefined)
    context.mistakes.report({ level: "warning", code: "topup_lookup", message: UNDEFINED });
  return topup ?? null;
}

const UNDEFINED =
  "readTopup() returned undefined: it must return the topup, or null if there is none. Look for a `return` or an `await` that is missing, or write `?? null` after the query.";

/** Throws `host_invalid` if a field of the topup is wrong. */
function assertFields(context: HostContext, topup: Topup): void {
  const wrong = wrongField(topup);
  if (wrong !== null) throw invalid(context, wrong);
}

/** Reports a mistake in the host's `readTopup()`, and returns the error for the caller. */
function invalid({ mistakes }: HostContext, message: string): PaymentError {
  mistakes.report({ level: "error", code: "host_invalid", message });
  return new PaymentError("host_invalid", message);
}

/**
 * The errors with which widely used database libraries report that a query found no row: Prisma
 * (https://www.prisma.io/docs/orm/reference/error-reference#p2025), Kysely, TypeORM, Mongoose and
 * Sequelize.
 */
const NO_ROW_CODES: ReadonlySet<unknown> = new Set(["P2025"]);
const NO_ROW_NAMES: ReadonlySet<unknown> = new Set([
  "NoResultError",
  "EntityNotFoundError",
  "DocumentNotFoundError",
  "EmptyResultError",
]);

/**
 * Returns `null` if an error of `readTopup()` says that there is no such topup. Otherwise throws a
 * `PaymentError` unchanged, and `host_unavailable` in place of any other error.
 */
export function absentOrUnavailable(
  { mistakes }: { mistakes: Pick<Context["mistakes"], "report"> },
  error: unknown,
): null {
  const { status, statusCode, code, name, constructor } = Object(error) as Record<string, unknown>;
  if (status === 404 || statusCode === 404) return null;
  const className = (constructor as { name?: unknown } | undefined)?.name;
  if (!NO_ROW_CODES.has(code) && !NO_ROW_NAMES.has(name) && !NO_ROW_NAMES.has(className))
    return unavailable("readTopup()", error);
  mistakes.report({
    level: "warning",
    code: "topup_lookup",
    message:
      "readTopup() threw the error of its database library for a row that does not exist: return null instead, as `findUnique` and `executeTakeFirst` do.",
  });
  return null;
}

/**
 * Throws `host_unavailable` in place of an error that a host's function has thrown, because the
 * text of that error may appear only in the log. Throws a `PaymentError` unchanged.
 */
export function unavailable(name: HostFunction, error: unknown): never {
  if (error instanceof PaymentError) throw error;
  const message = `The application's ${name} failed; the log says where it was thrown, and a logger of your own gets the error itself.`;
  throw new PaymentError("host_unavailable", message, { cause: error, retry_after_ms: 5_000 });
}
