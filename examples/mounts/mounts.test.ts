import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createDodoEmulator } from "@x/dodo-emulator";
import { typeErrors } from "@x/example-installed/type-errors";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeBlocks, writeChecks } from "./blocks.ts";

const { blocks, remove } = writeBlocks();
const dodo = createDodoEmulator();

beforeAll(() => {
  const quiet = (): void => undefined;
  const payment = new PaymentService({
    readTopup: () => null,
    finishTopup: quiet,
    providers: [dodoPaymentProvider()],
    storage: memoryStorage(),
    env: (name) => (name === "DODO_API_BASE_URL" ? undefined : dodo.env[name]),
    logger: { info: quiet, warn: quiet, error: quiet },
  });
  const sessions = {
    read: async (id: string) => (id === "s-1" ? { user_id: "ada", is_admin: false } : null),
  };
  Reflect.set(globalThis, "given", { payment, sessions });
});
afterAll(remove);

/** The file of each block that is run, in its framework. */
const RUN: Record<string, string> = {
  Next: "projects/next/app/v1/payment/[...route]/route.ts",
  SvelteKit: "projects/sveltekit/src/routes/v1/payment/[...route]/+server.ts",
  "Nuxt and Nitro 2": "projects/nuxt/server/routes/v1/payment/[...].ts",
  "Nitro 3": "projects/nitro/server/routes/v1/payment/[...].ts",
  Astro: "projects/astro/src/pages/v1/payment/[...route].ts",
  "React Router": "projects/react-router/app/routes/payment.ts",
  "TanStack Start": "projects/tanstack-start/src/routes/v1/payment/$.ts",
  "Express 4 or 5": "../express/server.ts",
  NestJS: "projects/nest/src/main.ts",
  Elysia: "servers/elysia.ts",
  Koa: "servers/koa.ts",
  Fastify: "servers/fastify.ts",
  "Hono below a path": "servers/hono-mount.ts",
  "AWS Lambda": "servers/lambda.ts",
  "AWS Lambda behind a named stage of an HTTP API": "servers/lambda-stage.ts",
};
const SESSIONS = [
  "Better Auth",
  "Auth.js",
  "Clerk",
  "Supabase",
  "A JWT as a bearer",
  "A cookie session",
];

test("docs/mounts.md has a block of at most six lines for each of these", () => {
  expect(blocks.map(({ name }) => name)).toEqual([...Object.keys(RUN), ...SESSIONS]);
  for (const { name, code } of blocks)
    expect([name, code.trimEnd().split("\n").length <= 6]).toEqual([name, true]);
});

test.each(Object.entries(RUN))(
  "[P03] the block of %s is the code that buys in its framework, in the file that the page names",
  (name, path) => {
    const { code = "", place } = blocks.find((block) => block.name === name) ?? {};
    const source = readFileSync(new URL(path, import.meta.url), "utf8");
    for (const line of code.split(/\n(?=import |export |const |app\.)/))
      expect(withoutLayout(source)).toContain(withoutLayout(line));
    if (place !== undefined) expect(path.endsWith(`/${place}`)).toBe(true);
  },
);

/** Removes what the formatter decides: spaces, line breaks and commas at the end. */
function withoutLayout(code: string): string {
  return code.replaceAll(/\s/g, "").replaceAll(/,(?=[)\]}])/g, "");
}

test.each(["node", "express", "hono", "bun", "deno"])(
  "the server of examples/%s has at most 30 lines",
  (name) => {
    const lines = readFileSync(new URL(`../${name}/server.ts`, import.meta.url), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.length).toBeLessThanOrEqual(30);
  },
);

/** Whether the framework is installed: then its server is type-checked as all sources are. */
const isInstalled = (name: string): boolean => RUN[name]?.startsWith("projects/") === false;

test("[P03] every block of docs/mounts.md has the types that its framework takes", async () => {
  const files = [
    ...blocks.filter(({ name }) => !isInstalled(name)).map(({ file }) => file),
    ...writeChecks(blocks),
    new URL("frameworks.d.ts", import.meta.url).pathname,
  ];
  const wrong = await typeErrors(new URL(".", import.meta.url).pathname, files, {
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2023", "dom", "dom.iterable"],
  });
  expect(wrong).toEqual([]);
});

type Handler = (given: { request: Request }) => Promise<Response>;
const load = async (name: string): Promise<Record<string, unknown>> =>
  await import(pathToFileURL(blocks.find((block) => block.name === name)?.file ?? name).href);
const get = (): Request => new Request("http://localhost:3000/v1/payment/methods");
const delivery = (): Request =>
  dodo.signedRequest('\uFEFF { "type": "payment.succeeded" }', {
    url: "http://localhost:3000/v1/payment/webhook",
  });

describe("[P03] without its framework, a block answers:", () => {
  test.each([
    ["SvelteKit", "fallback", "fallback"],
    ["Astro", "ALL", "ALL"],
    ["React Router", "loader", "action"],
  ])("%s", async (name, reading, writing) => {
    const exported = (await load(name)) as Record<string, Handler>;
    await expectMethods(await exported[reading]?.({ request: get() }));
    await expectDecided(await exported[writing]?.({ request: delivery() }));
  });

  test("Nitro 3", async () => {
    const { default: answer } = (await load("Nitro 3")) as {
      default(event: { req: Request }): Promise<Response>;
    };
    await expectMethods(await answer({ req: get() }));
    await expectDecided(await answer({ req: delivery() }));
  });

  test("a cookie session", async () => {
    const { authenticate } = (await load("A cookie session")) as {
      authenticate(request: Request): Promise<object | null>;
    };
    const as = async (cookie: string): Promise<object | null> =>
      await authenticate(new Request("http://localhost/", { headers: { cookie } }));
    expect([
      await as("a=b; session=s-1"),
      await as("session=s-2"),
      await as("xsession=s-1"),
      await as(""),
    ]).toEqual([{ user_id: "ada", admin: false }, null, null, null]);
  });
});

async function expectMethods(answer: Response | undefined): Promise<void> {
  expect([answer?.status, await answer?.json()]).toEqual([
    200,
    { items: [expect.objectContaining({ id: "dodo", enabled: true })] },
  ]);
}

async function expectDecided(answer: Response | undefined): Promise<void> {
  expect([answer?.status, await answer?.json()]).toEqual([
    200,
    expect.objectContaining({ received: true, sync_status: "ignored" }),
  ]);
}
