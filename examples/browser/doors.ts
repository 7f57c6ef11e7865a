// The three ways to what needs a person: the desk in Chromium, the command line, and notices.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "puppeteer-core";
import { TOKEN, type Day } from "./day.ts";
import { inDesk, untilShown } from "./desk-shop.ts";

const CLI = fileURLToPath(new URL("../../packages/payment-server/dist/cli.js", import.meta.url));
const run = promisify(execFile);

/** A list of what needs a person, and how one item of it is ended. */
export interface Door {
  name: string;
  /** Returns the ids of payments and events, sorted. */
  list(): Promise<string[]>;
  end(id: string): Promise<void>;
}

/** Returns the desk as a door. Its list has the differences between the books as well. */
export function deskDoor(day: Day, page: Page): Door {
  return {
    name: "the desk",
    async list() {
      await page.goto(`${day.url}/desk`);
      await untilShown(page, "Compare with Dodo");
      await page.locator(inDesk(".runs .b:nth-child(1)")).click();
      await page.waitForFunction(() =>
        /compared \d/.test(
          document.querySelector("dodo-payments-desk")?.shadowRoot?.querySelector(".counts")
            ?.textContent ?? "",
        ),
      );
      return await page.evaluate(() => {
        const root = document.querySelector("dodo-payments-desk")?.shadowRoot;
        const links = [
          ...(root?.querySelectorAll<HTMLAnchorElement>('.queue a[href^="#desk/queue/"]') ?? []),
        ];
        return links
          .map(({ href }) => decodeURIComponent(href.split("#desk/queue/")[1] ?? ""))
          .toSorted();
      });
    },
    async end(id) {
      await page.goto(`${day.url}/desk#desk/queue/${encodeURIComponent(id)}`);
      await page.locator(inDesk("textarea")).fill("Seen in the desk.");
      await page.locator(inDesk(isEvent(id) ? "#close" : "#dismiss")).click();
      await page.locator(inDesk("#confirm")).click();
      await page.waitForFunction(
        () => !document.querySelector("dodo-payments-desk")?.shadowRoot?.querySelector(".second"),
      );
    },
  };
}

/** Returns the commands of `payment-server`, each a process of its own, as a door. */
export function commandDoor(day: Day): Door {
  const command = async (...args: string[]): Promise<string> => {
    const flags = ["--url", `${day.url}/v1/payment`, "--token", TOKEN];
    return (await run(process.execPath, [CLI, ...args, ...flags])).stdout;
  };
  return {
    name: "the command line",
    async list() {
      const { payments, stuck, events } = JSON.parse(await command("held", "--json")) as Record<
        string,
        { payment_id: string; event_id: string }[]
      >;
      const ids = [
        ...[payments ?? [], stuck ?? []].flat().map(({ payment_id }) => payment_id),
        ...(events ?? []).map(({ event_id }) => event_id),
      ];
      return ids.sort();
    },
    async end(id) {
      const decision = isEvent(id) ? ["close", id] : ["release", id, "--decision", "dismiss"];
      await command(...decision, "--note", "Seen in a terminal.");
    },
  };
}

/** Returns the notices that were sent, and the functions that a program calls, as a door. */
export function noticeDoor({ notices, payment }: Day): Door {
  return {
    name: "notices",
    async list() {
      const open = new Set<string>();
      const ends = new Set(["credited", "dismissed"]);
      for (const notice of notices)
        if (notice.kind === "unmatched") open.add(notice.event.event_id);
        else if (notice.kind === "held" || notice.kind === "stuck")
          open.add(notice.payment.payment_id);
        else if (ends.has(notice.kind)) open.delete(notice.payment.payment_id);
      // A close makes no notice, so the program asks whether the event is still open.
      for (const { event_id, sync_status } of await eventsOf(payment))
        if (sync_status !== "held") open.delete(event_id);
      return [...open].sort();
    },
    async end(id) {
      const note = "Seen by a program.";
      if (isEvent(id)) await payment.closeEvent({ event_id: id, note });
      else await payment.releasePayment({ payment_id: id, decision: "dismiss", note });
    },
  };
}

async function eventsOf(
  payment: Day["payment"],
): Promise<{ event_id: string; sync_status: string }[]> {
  const items = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Day["payment"]["listEvents"]>> = await payment.listEvents(
      {},
      { limit: 200, ...(cursor !== null && { cursor }) },
    );
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}

function isEvent(id: string): boolean {
  return id.includes(":");
}
