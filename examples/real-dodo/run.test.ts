// The program itself, in a process of its own, with a person at its terminal.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDodoEmulator } from "@x/dodo-emulator";
import { expect, onTestFinished, test } from "vitest";
import { READ_ONLY_KEY } from "./local-person.ts";

const program = fileURLToPath(new URL("./run.ts", import.meta.url));

interface Ended {
  output: string;
  code: number | null;
  folder: string;
}

/** Runs the program; `answer` is called with each question, and what it returns is typed. */
async function run(
  args: readonly string[],
  env: Record<string, string>,
  answer: (question: string) => Promise<string> = async () => "s",
): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), "real-dodo-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  let [output, seen] = ["", 0];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8");
  child.stderr.on("data", (text: string) => (output += text));
  child.stdout.on("data", (text: string) => {
    output += text;
    if (!output.endsWith("to skip: ")) return;
    const question = output.slice(seen);
    seen = output.length;
    void answer(question).then((typed) => child.stdin.write(`${typed}\n`));
  });
  const [code] = await once(child, "exit");
  return { output, code, folder };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("a person pays where the program says, and finds the answers in a file", async () => {
  const port = await freePort();
  await using dodo = createDodoEmulator({
    webhook_url: `http://127.0.0.1:${port}/`,
    read_only_api_key: READ_ONLY_KEY,
    tax_bps: 1900,
  });
  const { url } = await dodo.listen();
  const env = {
    DODO_PAYMENTS_API_KEY: dodo.api_key,
    DODO_READ_ONLY_KEY: READ_ONLY_KEY,
    DODO_API_BASE_URL: url,
    DODO_WEBHOOK_KEY: dodo.webhook_key,
    PORT: String(port),
  };
  const steps = ["idempotency-key", "quantity", "refusals", "read-only-key", "paid"];
  const { output, code, folder } = await run(steps, env, async (question) => {
    if (!question.includes("open the page, pay")) return "s";
    const [, page = ""] = /^ +(http\S+)$/m.exec(question) ?? [];
    await fetch(`${page}/pay`, {
      method: "POST",
      body: new URLSearchParams({ result: "succeeded" }),
    });
    return "";
  });
  expect(output).toContain("settlement_net: the price");
  expect(output).toMatch(/Still open: .*wallet/);
  expect(output).toContain("Other than the local Dodo: none.");
  expect(code).toBe(0);
  const { format, answers } = JSON.parse(await readFile(`${folder}/answers.json`, "utf8"));
  expect(format).toBe(1);
  expect(answers).toMatchObject({
    read_only_status: { answer: "401", emulated: "401" },
    return_after_success: { answer: "succeeded" },
    webhook_id_of_retry: { answer: "same", facts: { signature: "valid" } },
    wallet: { answer: "not seen", seen_on: null },
  });
});

test.each([
  [[], { DODO_PAYMENTS_API_KEY: "dodo_live_secret" }, "is a live key"],
  [["everything"], { DODO_PAYMENTS_API_KEY: "dodo_test_key" }, "there is no step everything"],
])("it ends at once, with a sentence: %j %j", async (args, env, sentence) => {
  const { output, code } = await run(args, env);
  expect(output).toContain(sentence);
  expect(output).not.toMatch(/secret|at .*\.ts/);
  expect(code).toBe(2);
});
