// A person for tests, who clicks in the pages of a local Dodo, and a run against it.
import { createDodoEmulator, createManualClock } from "@x/dodo-emulator";
import type { DodoEmulator, DodoEmulatorOptions } from "@x/dodo-emulator";
import { createAccount, type Send } from "./account.ts";
import { type Answers, noAnswers } from "./answers.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { Errand, Person } from "./person.ts";
import { runSteps } from "./steps.ts";
import type { Visit } from "./visit.ts";

export const READ_ONLY_KEY = "dodo_test_read_only";

/** Does an errand in the pages of a local Dodo, as a browser would. */
export async function click(dodo: DodoEmulator, inbox: Inbox, errand: Errand): Promise<void> {
  const { act, checkout_url = dodo.url } = errand;
  const post = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
    dodo.fetch(
      new Request(checkout_url + path, { method: "POST", body: new URLSearchParams(fields) }),
    );
  const go = async (link: string | null): Promise<void> => {
    if (link !== null) await inbox.fetch(new Request(link));
  };
  const pay = async (result: string): Promise<void> =>
    go((await post("/pay", { result })).headers.get("location"));
  const decline = (): Promise<Response> => post("/pay", { method: "4000000000000002" });
  switch (act) {
    case "decline":
      await decline();
      break;
    case "decline_and_leave":
      await decline();
      await go((await post("/leave")).headers.get("location"));
      break;
    case "go_back": {
      const page = await (await dodo.fetch(new Request(checkout_url))).text();
      const [, link = ""] = /href="([^"]*\/cancel[^"]*)"/.exec(page) ?? [];
      await go(link.replaceAll("&amp;", "&"));
      break;
    }
    case "replay": {
      const paid = dodo.deliveries.findLast(({ type }) => type === "payment.succeeded");
      await dodo.resend(paid?.delivery_id ?? "");
      break;
    }
    case "bank_debit":
      await pay("processing");
      break;
    case "disputed_debit": {
      const { payment_id } = await dodo.pay(new URL(checkout_url).pathname.slice(9));
      await dodo.dispute(payment_id);
      break;
    }
    default:
      await pay("succeeded");
  }
}

/** The options of a dry run. */
export interface DryRun {
  dodo?: DodoEmulatorOptions;
  steps?: readonly string[];
  /** Stands between the run and the local Dodo. */
  send?: (request: Request, dodo: DodoEmulator) => Promise<Response>;
  /** Sets faults of the local Dodo. */
  prepare?: (dodo: DodoEmulator) => void;
  /** Does errands; by default a person who clicks in the pages of the local Dodo. */
  does?: (errand: Errand, dodo: DodoEmulator, inbox: Inbox) => Promise<boolean>;
}

/** Runs the steps against a local Dodo; resolves to the answers and what the person has read. */
export async function dryRun({
  dodo: options = {},
  steps = [],
  send = (request, dodo) => dodo.fetch(request),
  prepare,
  does,
}: DryRun = {}): Promise<{ answers: Answers; lines: string[] }> {
  const clock = createManualClock();
  await using dodo = createDodoEmulator({
    clock,
    delivery: "manual",
    tax_bps: 1900,
    read_only_api_key: READ_ONLY_KEY,
    webhook_url: "http://127.0.0.1:4401/",
    fetch: (request) => inbox.fetch(request),
    ...options,
  });
  const inbox = createInbox(dodo.webhook_key);
  prepare?.(dodo);
  const lines: string[] = [];
  const person: Person = {
    reads: (line) => void lines.push(line),
    async does(errand) {
      if (does !== undefined) return await does(errand, dodo, inbox);
      await click(dodo, inbox, errand);
      return true;
    },
  };
  const through: Send = (request) => send(request, dodo);
  const visit: Visit = {
    account: createAccount(dodo.url, dodo.api_key, through),
    answers: noAnswers(),
    inbox,
    person,
    here: "http://127.0.0.1:4401",
    product_id: "pdt_topup",
    read_only_key: READ_ONLY_KEY,
    today: "2026-11-29",
    async pause(ms) {
      clock.advance(ms);
      await dodo.deliver();
    },
  };
  await runSteps(visit, steps, () => {});
  return { answers: visit.answers, lines };
}
