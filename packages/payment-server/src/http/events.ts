import { closeEvent } from "../core/close-event.ts";
import { listEvents } from "../core/lists.ts";
import { replayEvent } from "../core/replay.ts";
import { readCloseBody, readEventsQuery, readReplayBody } from "./bodies.ts";
import { listLimit, requireAdmin, type Call } from "./call.ts";
import { wireEvent } from "./records.ts";
import { json } from "./reply.ts";

/** Answers `GET events` with a page of the stored events, newest first. For administrators. */
export async function getEvents(call: Call): Promise<Response> {
  await requireAdmin(call);
  const page = await listEvents(call.context, readEventsQuery(call.url, listLimit(call)));
  return json({ items: page.items.map(wireEvent), next_cursor: page.next_cursor });
}

/**
 * Answers `POST events/replay`: processes a stored event again, with the payment's current status
 * at the provider. For administrators.
 */
export async function postReplay(call: Call): Promise<Response> {
  const admin_id = await requireAdmin(call);
  const { event_id } = readReplayBody(call.body);
  return json({ event: wireEvent(await replayEvent(call.context, event_id, admin_id)) });
}

/**
 * Answers `POST events/close`: closes an unmatched event and the others about the same provider
 * payment. For administrators.
 */
export async function postClose(call: Call): Promise<Response> {
  const admin_id = await requireAdmin(call);
  const input = { ...readCloseBody(call.body), admin_id };
  return json({ event: wireEvent(await closeEvent(call.context, input)) });
}
