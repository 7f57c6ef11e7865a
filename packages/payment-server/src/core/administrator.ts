/** Converts the id of an administrator to the actor that the audit stores, and back. */
import type { Actor } from "./audit.ts";
import { isStorableId } from "./storable-text.ts";
import { causeOf, type WriteCause } from "./write-cause.ts";

/** An actor without the id of the administrator. */
export type PlainActor = Exclude<Actor, `admin:${string}`>;

const PREFIX = "admin:";

/**
 * Returns the actor for an administrator: `admin:` and the id, or `admin` if there is no id or it
 * cannot be stored.
 */
export function administrator(admin_id: string | undefined): Actor {
  return typeof admin_id === "string" && isStorableId(admin_id) ? `${PREFIX}${admin_id}` : "admin";
}

/** Returns the cause of an administrator's write. */
export function adminCause(note: string, admin_id: string | undefined): WriteCause {
  return causeOf(administrator(admin_id), note);
}

/**
 * Returns the actor without the administrator's id, and the id as `admin_id`, which is `null` if
 * the actor contains none.
 */
export function readActor(actor: Actor): { actor: PlainActor; admin_id: string | null } {
  if (!isNamed(actor)) return { actor, admin_id: null };
  return { actor: "admin", admin_id: actor.slice(PREFIX.length) };
}

function isNamed(actor: Actor): actor is Exclude<Actor, PlainActor> {
  return actor.startsWith(PREFIX);
}
