/**
 * Meets every mistake of a list as a buyer, as the reader of the log and as the caller of
 * `check()`. None of the three may see nothing. The table is a page of the docs.
 */
import { expect, test } from "vitest";
import { BASE, createWorld, type World } from "../../payment-server/test/world.ts";
import { PaymentError, type PaymentService } from "../../payment-server/src/index.ts";
import { MISCONFIGURATIONS, type Misconfiguration } from "../test/misconfigurations.ts";
import { createPaymentClient } from "./client.ts";
import { statusLineOf } from "./sentences.ts";
import { isBusy } from "./topup-state.ts";
import { createTopupStore } from "./topup-store.ts";
import { en } from "./words/en.ts";

const DODO = "https://test.checkout.dodopayments.com";

/** What a mistake looks like from the three sides. */
interface Seen {
  buyer: string;
  log: string;
  check: string;
}

async function meet(mistake: Misconfiguration): Promise<Seen> {
  await using world = await createWorld(mistake.world ?? {});
  world.host.addTopup({ topup_id: "tu_1" });
  const before = world.log.length;
  const options = mistake.service?.(world) ?? {};
  let service: PaymentService;
  try {
    service = world.secondService(options);
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const thrown = `The constructor throws: ${error.message}`;
    return { buyer: "Nothing: the server does not start.", log: thrown, check: thrown };
  }
  await mistake.meet?.(world, service);
  const buyer = await click(world, service, mistake.headers);
  const { findings } = await service.check();
  const told = findings.filter(({ level, code }) => level !== "note" && code !== "held");
  return {
    buyer,
    log: [...new Set(world.log.slice(before).map(message))].join(" "),
    check: told
      .map((finding) => `${finding.level} \`${finding.code}\`: ${finding.message}`)
      .join(" "),
  };
}

/** Clicks the button, and returns the sentence beside it. */
async function click(
  world: World,
  service: PaymentService,
  headers: Record<string, string> = {},
): Promise<string> {
  const client = createPaymentClient({
    endpoint: BASE,
    fetch: async (request) => {
      const sent = new Headers(request.headers);
      sent.set("authorization", "Bearer user:ada");
      for (const [name, value] of Object.entries(headers))
        if (value === "") sent.delete(name);
        else sent.set(name, value);
      const response = await service.fetch(new Request(request, { headers: sent }));
      // The address of the emulator is not one of Dodo's, which a page leaves for.
      const text = await response.text();
      return new Response(text.replaceAll(world.dodo.url, DODO), response);
    },
  });
  let left = false;
  const store = createTopupStore({
    client,
    topup_id: "tu_1",
    navigate: () => void (left = true),
    patience_ms: 0,
  });
  await store.pay();
  const state = store.$topup.get();
  store.reset();
  const code =
    state.error === undefined || state.error === null ? "" : ` (\`${state.error.code}\`)`;
  return left
    ? "The checkout opens."
    : `"${statusLineOf(state, isBusy(state), en)?.sentence ?? ""}"${code}`;
}

/** Returns a line of the log, of whose fields only the error is kept: the others are ids. */
function message(line: string): string {
  const error = /"error":"([^"]+)"/.exec(line)?.[1];
  const text = line.replace(/ \{.*\}$/, "");
  return (error === undefined ? text : `${text}: ${error}`).replace(/([^.?])$/, "$1.");
}

/** Replaces what differs in each run. */
function stable(text: string): string {
  return text
    .replaceAll(/\b(pmt|cks|pay|req)_[\w-]+/g, "$1_…")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");
}

test("each mistake is seen by the buyer, in the log and by check()", async () => {
  const rows: string[] = [];
  const silent: string[] = [];
  for (const mistake of MISCONFIGURATIONS) {
    const { buyer, log, check } = await meet(mistake);
    for (const [side, text] of Object.entries({ buyer, log, check }))
      if (text.trim() === "") silent.push(`${mistake.name}: ${side}`);
    rows.push(`| ${[mistake.name, buyer, log, check].map(stable).join(" | ")} |`);
  }
  expect(rows.length).toBeGreaterThanOrEqual(40);
  const page = [
    "# Mistakes, and where they show",
    "",
    "What people get wrong when they set the kit up: what the buyer then sees, what the log says, and what `check()` says. A test meets each of them and writes this page.",
    "",
    "| mistake | the buyer | the log | `check()` |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/mistakes.md");
  expect(silent).toEqual([]);
});
