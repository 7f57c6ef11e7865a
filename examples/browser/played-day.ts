// Plays a day with every trouble, finds what needs a person through three doors, and ends it.
import type { Browser } from "puppeteer-core";
import { HOUR, openDay, type Day } from "./day.ts";
import { commandDoor, deskDoor, noticeDoor, type Door } from "./doors.ts";
import { openPage, screenshot } from "./page.ts";
import { endDay, play, sendNotices, TROUBLES, type Played } from "./troubles.ts";

/** The result of a played day. */
export interface DayFound {
  played: Played[];
  /** By trouble, what the topups of it needed in the end, if that was not what was expected. */
  surprises: string[];
  /** The list of each door before anything was ended, and after. */
  before: Record<string, string[]>;
  after: Record<string, string[]>;
  /** The number of items that were ended through each door. */
  ended: Record<string, number>;
  /** The differences between the books after everything was ended. */
  drift: number;
  /** Errors in the browser's console. */
  problems: string[];
}

/** Plays the day. It began long enough ago for all the topups and the hours after them. */
export async function playDay(browser: Browser, topups: number): Promise<DayFound> {
  const rounds = Math.ceil(topups / TROUBLES.length);
  await using day = await openDay((8 + rounds) * HOUR);
  const played = await play(day, topups);
  await endDay(day);
  const problems: string[] = [];
  const page = await openPage(browser, problems);
  await browser.setCookie({ name: "user", value: "admin", domain: "localhost" });
  const doors = [deskDoor(day, page), commandDoor(day), noticeDoor(day)];
  const surprises = await surprisesOf(day, played);
  const before = await lists(doors);
  await screenshot(page, `day-${topups}-before`);
  const ended = await endAll(doors, before["the command line"] ?? []);
  await sendNotices(day);
  const after = await lists(doors);
  await screenshot(page, `day-${topups}-after`);
  await page.close();
  const drift = (await day.payment.drift({ limit: 1_000 })).items.length;
  return { played, surprises, before, after, ended, drift, problems };
}

async function lists(doors: readonly Door[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const door of doors) found[door.name] = await door.list();
  return found;
}

/** Ends each item through one door, the doors in turn. */
async function endAll(
  doors: readonly Door[],
  ids: readonly string[],
): Promise<Record<string, number>> {
  const ended: Record<string, number> = {};
  for (const [index, id] of ids.entries()) {
    const door = doors[index % doors.length];
    if (door === undefined) break;
    await door.end(id);
    ended[door.name] = (ended[door.name] ?? 0) + 1;
  }
  return ended;
}

/** The status that a topup's payment has at the end. Unmatched money belongs to no payment. */
const STATUSES = { stuck: "crediting", held: "held", unmatched: "nothing" };

/** Compares what each topup needs with what its trouble was expected to need. */
async function surprisesOf({ payment }: Day, played: readonly Played[]): Promise<string[]> {
  const surprises: string[] = [];
  for (const { topup_id, trouble, need } of played) {
    const { items } = await payment.listPayments({ topup_id });
    const held = items.find(({ status }) => status === "held" || status === "crediting");
    const found =
      held === undefined ? "nothing" : `${held.status} ${held.hold_reason ?? ""}`.trim();
    const expected = STATUSES[need ?? "unmatched"];
    if (!found.startsWith(expected)) surprises.push(`${trouble}: ${found} in place of ${expected}`);
  }
  return surprises;
}
