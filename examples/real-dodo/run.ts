// Asks a test account of Dodo what nobody knows without one: `node run.ts [step …]`.
import { createServer } from "node:http";
import { createInterface } from "node:readline/promises";
import { setTimeout as pause } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { createAccount } from "./account.ts";
import { type Answers, readAnswers, writeAnswers } from "./answers.ts";
import { createInbox } from "./inbox.ts";
import { personAt } from "./person.ts";
import { productFor } from "./product.ts";
import { NOT_SEEN } from "./questions.ts";
import { readSettings, type Settings } from "./settings.ts";
import { runSteps, STEPS } from "./steps.ts";

const FILE = "answers.json";

async function run(settings: Settings, names: readonly string[]): Promise<void> {
  const inbox = createInbox(settings.webhook_key);
  const server = createServer(getRequestListener(inbox.fetch));
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(settings.port, "127.0.0.1", resolve);
    });
    const here = `http://127.0.0.1:${settings.port}`;
    const account = createAccount(settings.base_url, settings.api_key, (request) => fetch(request));
    console.log(`Forward webhooks to ${here}/ now, with "dodo wh listen" or a tunnel.`);
    const answers = readAnswers(FILE);
    const visit = {
      account,
      answers,
      inbox,
      here,
      person: personAt(terminal, console.log),
      product_id: await productFor(account, settings.product_id),
      read_only_key: settings.read_only_key,
      today: new Date().toISOString().slice(0, 10),
      pause: async (ms: number) => await pause(ms),
    };
    await runSteps(visit, names, () => writeAnswers(FILE, answers));
    console.log(summary(answers));
  } finally {
    terminal.close();
    server.closeAllConnections();
    server.close();
  }
}

/** Says which questions are open, and where Dodo differs from the local one. */
function summary(answers: Answers): string {
  const named = (found: (answer: Answers[keyof Answers]) => boolean): string =>
    Object.entries(answers)
      .filter(([, answer]) => found(answer))
      .map(([id]) => id)
      .join(", ") || "none";
  const is_open = named(({ answer }) => answer === NOT_SEEN);
  const differs = named(({ answer, emulated }) => answer !== NOT_SEEN && answer !== emulated);
  return `\n${FILE} is written. Still open: ${is_open}.\nOther than the local Dodo: ${differs}.`;
}

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(STEPS, name));
try {
  if (unknown !== undefined)
    throw new Error(`there is no step ${unknown}; there are ${Object.keys(STEPS).join(", ")}`);
  await run(readSettings(process.env), names);
} catch (error) {
  console.error(error instanceof Error ? error.message : "the run failed");
  process.exitCode = 2;
}
