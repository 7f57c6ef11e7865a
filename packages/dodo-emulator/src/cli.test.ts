import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { readCommandLine } from "./cli/flags.ts";

const cli = fileURLToPath(new URL("cli.ts", import.meta.url));

interface Run {
  child: ChildProcess;
  printed: () => { out: string; error: string };
  ended: Promise<{ code: number | null; out: string; error: string }>;
}

// A test that fails must not leave its emulator behind. The tests run at the same time, since each
// waits for a process to start.
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
});

function run(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const text = { out: "", error: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => void (text.out += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => void (text.error += chunk));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...text }));
  return { child, printed: () => text, ended };
}

const script = (code: string): string[] => ["--", process.execPath, "--eval", code];

test.concurrent("it prints its URL and its keys, answers requests, and ends at Ctrl+C with 0", async () => {
  const { child, printed, ended } = run([
    "--port",
    "0",
    "--product",
    "pdt_mine",
    "--webhook",
    "http://localhost:3000/hook",
  ]);
  await expect
    .poll(() => printed().out, { timeout: 120_000 })
    .toContain("http://localhost:3000/hook");
  const { out } = printed();
  for (const shown of ["dodo_test_emulator", "pdt_mine", "whsec_", "no real money"])
    expect(out).toContain(shown);
  const page = await fetch(/http:\/\/127\.0\.0\.1:\d+\//.exec(out)?.[0] ?? "");
  expect(await page.text()).toContain("pdt_mine");
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 0, error: "" });
});

test.concurrent("a command gets the variables, keeps its own output, and its exit code is passed on", async () => {
  const code = `fetch(process.env.DODO_API_BASE_URL + "/products/" + process.env.DODO_PRODUCT_ID, { headers: { authorization: "Bearer " + process.env.DODO_PAYMENTS_API_KEY } }).then(async (answer) => { console.log(answer.status, (await answer.json()).price.price, process.env.DODO_ENVIRONMENT); process.exit(7); });`;
  const { ended } = run(["--port", "0", "--product", "pdt_book=1500", ...script(code)]);
  expect(await ended).toMatchObject({ code: 7, out: "200 1500 test_mode\n" });
});

test.concurrent("signals are forwarded to the command, whose exit code is returned", async () => {
  const { child, printed, ended } = run([
    "--port",
    "0",
    ...script(
      `process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("ready");`,
    ),
  ]);
  await expect.poll(() => printed().out, { timeout: 120_000 }).toContain("ready");
  child.kill("SIGTERM");
  expect((await ended).code).toBe(9);
});

test.concurrent("a command that is not there is 127", async () => {
  expect(await run(["--port", "0", "--", "no-such-command-here"]).ended).toMatchObject({
    code: 127,
    error: expect.stringContaining("no-such-command-here could not be started"),
  });
});

test.concurrent("a taken port is refused with a message", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = String(typeof address === "object" ? address?.port : "");
  expect(await run(["--port", port]).ended).toMatchObject({
    code: 1,
    error: expect.stringContaining(`port ${port} is taken`),
  });
  server.close();
});

test.concurrent.each([
  ["an unknown flag", ["--nonsense"], {}, "--nonsense"],
  ["a port that is none", ["--port", "abc"], {}, "--port"],
  ["a webhook that is no URL", ["--webhook", "shop"], {}, "--webhook"],
  ["a word it does not know", ["--payments-per-session", "two"], {}, "one or many"],
  ["live_mode", ["--environment", "live_mode"], {}, "test_mode only"],
  ["a live key", ["--api-key", "dodo_live_abc"], {}, "live key"],
  ["a public host", ["--host", "0.0.0.0"], {}, "allow_public"],
  [
    "a shell that is set to live",
    [],
    { DODO_ENVIRONMENT: "live_mode" },
    "DODO_ENVIRONMENT is live_mode",
  ],
])("%s is refused with a message, without a stack", async (_, args, env, said) => {
  const { code, out, error } = await run(args, env).ended;
  expect([code, out]).toEqual([1, ""]);
  expect(error).toContain(said);
  expect(error).not.toMatch(/\n\s+at /);
});

test.concurrent("--help lists every flag", async () => {
  const { code, out } = await run(["--help"]).ended;
  expect(code).toBe(0);
  for (const flag of ["--port", "--webhook", "--product", "--discount", "--tax-bps", "--host"])
    expect(out).toContain(flag);
});

describe("what belongs to the command", () => {
  test.each([
    [
      ["--port", "1", "--", "npm", "run", "dev", "--port", "2"],
      ["npm", "run", "dev", "--port", "2"],
    ],
    [
      ["--port", "1", "node", "server.js", "--help"],
      ["node", "server.js", "--help"],
    ],
    [["--port", "1"], []],
  ])("of %j it is %j", (args, command) => {
    expect(readCommandLine(args)).toMatchObject({ port: 1, command, help: false });
  });
});

test("products and codes are read in short", () => {
  expect(
    readCommandLine([
      "--product",
      "a",
      "--product",
      "b=500",
      "--discount",
      "HALF=50%",
      "--discount",
      "FIVE=500",
    ]).options,
  ).toEqual({
    products: [{ product_id: "a" }, { product_id: "b", price: 500 }],
    discounts: [
      { code: "HALF", type: "percentage", amount: 5000 },
      { code: "FIVE", type: "flat", amount: 500 },
    ],
  });
});
