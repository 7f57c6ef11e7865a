// Runs the README's examples that need no browser. The others run in `readme.browser.test.ts`, and
// `readme-names.test.ts` compares the tables with the code.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { createElement, type FunctionComponent } from "react";
import { renderToReadableStream } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { CHECKOUT, METHOD } from "../test/scripted-client.ts";
import { installed, readme, snippet, snippets } from "../test/snippets.ts";
import { checkOffer } from "./packs/offer.ts";
import type { TopupStatus } from "./wire.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const read = (relative: string): string => readFileSync(path(relative), "utf8");

test("[P03] every block of the README has a name and a test", () => {
  const in_a_browser = [
    "page.html",
    "packs.html",
    "desk.html",
    "react.tsx",
    "hook.tsx",
    "vue.vue",
    "svelte.svelte",
  ];
  const here = ["next-page.tsx", "headless.ts", "topups.ts"];
  // These are tried by `element-page-styles.browser.test.ts` and `element-overlay.browser.test.ts`.
  const elsewhere = ["sentence.css", "shadcn.css", "corporate.css", "overlay.ts"];
  expect([...snippets.keys()].sort()).toEqual([...in_a_browser, ...here, ...elsewhere].sort());
  expect(readme.match(/^```/gm)).toHaveLength(2 * snippets.size);
});

test("[P03] the examples in TypeScript are well typed", () => {
  const examples = new Map(
    [...snippets]
      .filter(([name]) => /\.tsx?$/.test(name))
      .map(([name, code]) => [path(`../${name}`), code]),
  );
  const { options } =
    ts.getParsedCommandLineOfConfigFile(
      path("../tsconfig.json"),
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
    ) ?? {};
  // The settings of this package are stricter than an application needs: it emits no declarations.
  const settings: ts.CompilerOptions = {
    ...options,
    declaration: false,
    isolatedDeclarations: false,
    // As in an application, every entry is the built one.
    paths: {},
  };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => examples.has(file) || fileExists(file);
  host.readFile = (file) => examples.get(file) ?? readFile(file);
  host.getSourceFile = (file, language, ...more) => {
    const code = examples.get(file);
    return code === undefined
      ? getSourceFile(file, language, ...more)
      : ts.createSourceFile(file, code, language);
  };
  const program = ts.createProgram([...examples.keys()], settings, host);
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  expect(examples.size).toBe(6);
  expect(complaints).toEqual([]);
});

/** Compiles an example to JavaScript, and runs it with the built package installed beside it. */
async function inNode<Result>(
  name: string,
  run: (file: string) => Promise<Result>,
): Promise<Result> {
  return await installed(async (folder) => {
    const file = join(folder, "example.mjs");
    const compilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.ReactJSX,
    };
    writeFileSync(
      file,
      ts.transpileModule(snippet(name), { fileName: name, compilerOptions }).outputText,
    );
    return await run(file);
  });
}

/**
 * Replaces the network by a payment server that prints its requests. The first poll returns
 * `crediting`, and each later one the given status.
 */
function server(checkout: object, methods: object, status: object): void {
  let polls = 0;
  globalThis.fetch = async (input) => {
    const { method, url, headers } = input as Request;
    console.error(method, url, headers.get("authorization"));
    if (url.endsWith("/methods")) return Response.json({ items: [methods] });
    if (url.endsWith("/checkout/create")) return Response.json(checkout);
    polls += 1;
    return Response.json(polls === 1 ? { ...status, status: "crediting" } : status);
  };
}

test("[P03] headless.ts runs in Node, prints the phases, and ends", async () => {
  const status: TopupStatus = {
    payment_id: CHECKOUT.payment_id,
    topup_id: "topup_demo",
    status: "paid",
    stage: "paid",
    on_its_way: false,
    credits: 500,
    amount_minor: 500,
    currency: "USD",
    return_to: null,
    invoice_url: null,
    retry_after_ms: 20,
  };
  const scene = [{ ...CHECKOUT, topup_id: status.topup_id }, METHOD, status].map((answer) =>
    JSON.stringify(answer),
  );
  const fetch = `data:text/javascript,${encodeURIComponent(`(${server.toString()})(${scene.join()})`)}`;
  const { stdout, stderr } = await inNode(
    "headless.ts",
    async (file) =>
      await promisify(execFile)(process.execPath, ["--import", fetch, file], { timeout: 120_000 }),
  );
  expect(stdout.trim().split("\n")).toEqual([
    "idle",
    "creating",
    "redirecting",
    `to ${CHECKOUT.checkout_url}`,
    "applied",
  ]);
  const requests = stderr
    .trim()
    .split("\n")
    .map((line) =>
      line.replace(/ https:\/\/shop\.example\/v1\/payment(\S+) Bearer a-session$/, " $1"),
    );
  const [create, poll] = ["POST /checkout/create", "GET /redirect/success?ref=ref_1"];
  expect(requests.filter((what) => what !== "GET /methods")).toEqual([create, create, poll, poll]);
});

test("[P03] topups.ts lists what is sold, and decides itself what a choice costs", async () => {
  await inNode("topups.ts", async (file) => {
    const { topups } = (await import(pathToFileURL(file).href)) as {
      topups(request: Request, user_id: string, books: object): Promise<Response>;
    };
    const made: unknown[] = [];
    const books = {
      balanceOf: () => 3_440,
      createTopup: (...topup: unknown[]) => `topup_${made.push(topup)}`,
    };
    const ask = async (body?: object): Promise<unknown> => {
      const init = body && { method: "POST", body: JSON.stringify(body) };
      const response = await topups(new Request("http://shop.test/topups", init), "ada", books);
      return await response.json();
    };
    const offer = await ask();
    expect(checkOffer(offer)).toEqual(offer);
    for (const choice of [{ pack: "medium" }, { usd_cents: 1_250 }, { pack: "small", credits: 9 }])
      expect(await ask(choice)).toEqual({ topup_id: `topup_${made.length}` });
    expect(made).toEqual([
      ["ada", 2_000, 2_200],
      ["ada", 1_250, 1_250],
      ["ada", 500, 500],
    ]);
    for (const choice of [{ pack: "huge" }, { usd_cents: 499 }, { usd_cents: 50_001 }, {}])
      expect(await ask(choice)).toMatchObject({ code: "not_sold" });
    for (const usd_cents of ["500", 500.5, null, -500])
      expect(await ask({ usd_cents })).toMatchObject({ code: "not_sold" });
    expect(made).toHaveLength(3);
  });
});

describe("[P03] next-page.tsx", () => {
  test("is drawn by a server as the element, with its topup", async () => {
    const html = await inNode("next-page.tsx", async (file) => {
      const { default: Page } = (await import(pathToFileURL(file).href)) as {
        default: FunctionComponent<{ searchParams: Promise<{ topup: string }> }>;
      };
      const stream = await renderToReadableStream(
        createElement(Page, { searchParams: Promise.resolve({ topup: "topup_demo" }) }),
      );
      await stream.allReady;
      return await new Response(stream).text();
    });
    expect(html).toContain(
      '<dodo-topup-button topup-id="topup_demo" label="Pay now"></dodo-topup-button>',
    );
  });

  test("can stand in a Server Component: what it imports is a client module", () => {
    expect(read("../dist/react.js")).toMatch(/^"use client";/);
  });
});
