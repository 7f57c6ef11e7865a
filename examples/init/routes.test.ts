// Asks the routes that `payment-server init` writes, each in its own runtime, and follows the
// printed steps of a CommonJS project.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hostCases } from "@x/payment-server/testing";
import { expect, onTestFinished, test } from "vitest";
import { generate, signIn, type Generated } from "./generated.ts";

const run = promisify(execFile);
const bun = fileURLToPath(new URL("node_modules/.bin/bun", import.meta.url));

/** Where the routes of each framework are, and a function that passes a request to them. */
const CALLS: Readonly<Record<string, [routes: string, call: string]>> = {
  next: ["app/topups/route.ts", "(request) => routes[request.method](request)"],
  sveltekit: ["src/routes/topups/+server.ts", "(request) => routes[request.method]({ request })"],
  hono: ["payments/routes.ts", "(request) => routes.paymentRoutes.request(request)"],
  bun: [
    "payments/routes.ts",
    '(request) => routes.paymentRoutes["/topups"][request.method](request)',
  ],
  express: [
    "payments/routes.ts",
    `async (request) => {
      const { default: express } = await import("express");
      const server = express().use(routes.paymentRoutes).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const url = \`http://127.0.0.1:\${server.address().port}/topups\`;
      return await fetch(new Request(url, request)).finally(() => server.close());
    }`,
  ],
};

const OFFER = {
  packs: [
    { id: "small", credits: 500, usd_cents: 500 },
    { id: "medium", credits: 2_200, usd_cents: 2_000, recommended: true },
    { id: "large", credits: 6_000, usd_cents: 5_000 },
  ],
  balance: 0,
};

test.each(Object.entries(CALLS))(
  "the route /topups of %s answers GET with the packs and the balance, and takes the name of each",
  async (framework, [routes, call]) => {
    const project = made(framework);
    const payments = framework === "sveltekit" ? "src/lib/server/payments" : "payments";
    signIn(join(project.folder, payments));
    writeFileSync(
      join(project.folder, "ask.mjs"),
      `import * as routes from "./${routes}";
      const call = ${call};
      async function ask(method, body) {
        const headers = { cookie: "user=ada", "content-type": "application/json" };
        const answer = await call(new Request("http://shop.test/topups", { method, headers, body }));
        return [answer.status, await answer.json()];
      }
      const answers = [await ask("GET")];
      for (const pack of ["small", "medium", "large", "toString"])
        answers.push(await ask("POST", JSON.stringify({ pack })));
      console.log(JSON.stringify(answers));`,
    );
    const runtime = framework === "bun" ? bun : process.execPath;
    const { stdout } = await run(runtime, ["ask.mjs"], { cwd: project.folder });
    const topup = [200, { topup_id: expect.stringMatching(/^tu_/) }];
    const refused = [400, { error: "There is no such pack." }];
    expect(JSON.parse(stdout)).toEqual([[200, OFFER], topup, topup, topup, refused]);
  },
);

test("the payment routes of Express are a regular expression, since 4 and 5 write wildcards differently", () => {
  const { folder } = made("express");
  const routes = readFileSync(join(folder, "payments/routes.ts"), "utf8");
  const [, source = ""] = /\.all\(\/(.+)\/, listener\(payment\.fetch\)\)/.exec(routes) ?? [];
  expect(source).not.toBe("");
  const path = new RegExp(source);
  expect(path.test("/v1/payment/checkout/create")).toBe(true);
  expect(["/v1/payments", "/v1/payment", "/a/v1/payment/methods"].filter(path.test, path)).toEqual(
    [],
  );
});

test("the written test runs in a CommonJS project after the first printed step, and not before", async () => {
  const { folder, next } = made("express", "commonjs");
  const runTest = async (): Promise<string> => {
    const args = ["--test", "--test-reporter=tap", "./payments/host.test.mjs"];
    return (await run(process.execPath, args, { cwd: folder })).stdout;
  };
  await expect(runTest()).rejects.toMatchObject({
    stdout: expect.stringContaining("does not provide an export named"),
  });
  const [, command = "", ...args] = /^Run (npm) (.+):/.exec(next[0] ?? "") ?? [];
  await run(command, args.join(" ").split(" "), { cwd: folder });
  const printed = await runTest();
  expect(printed).toContain(`# tests ${hostCases.length}\n`);
  expect(printed).toContain("# fail 0\n");
});

/** Makes a project with SQLite, which is removed after the test. */
function made(framework: string, type?: string): Generated {
  const project = generate(framework, "sqlite", type);
  onTestFinished(project.remove);
  return project;
}
