// Serves the README's examples: `/snippet/react` is a page with `react.tsx` on it, and the server
// also plays the shop that the page sends its requests to.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Checkout, PaymentMethod, TopupStatus } from "../src/wire.ts";
import { CHECKOUT, METHOD } from "./scripted-client.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The text of the README. */
export const readme: string = readFileSync(join(root, "README.md"), "utf8");

/** The fenced blocks of the README, by the file name in their first line. */
export const snippets: ReadonlyMap<string, string> = new Map(
  [...readme.matchAll(/^```\w+\n((?:\/\/|\/\*|<!--) (\S+\.\w+)[\s\S]*?)^```$/gm)].map(
    ([, code = "", name = ""]) => [name, code],
  ),
);

/** Returns the code of an example, and throws if the README has none of that name. */
export function snippet(name: string): string {
  const code = snippets.get(name);
  if (code === undefined)
    throw new Error(`The README has no block whose first line is its name, ${name}.`);
  return code;
}

/**
 * Calls `use` with a folder in which the built `@x/payment-client` is installed, and removes the
 * folder afterwards.
 */
export async function installed<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  if (!existsSync(join(root, "dist/cdn/dodo-topup-button.js")))
    throw new Error("The README's examples use the built package: run `pnpm build` first.");
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "readme-"));
  try {
    mkdirSync(join(folder, "node_modules/@x"), { recursive: true });
    symlinkSync(root, join(folder, "node_modules/@x/payment-client"), "junction");
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inReact = (file: string, component: string, props: string): string => `
  import { createElement } from "react";
  import { createRoot } from "react-dom/client";
  import { ${component} } from "./${file}";
  createRoot(document.querySelector("#root")).render(createElement(${component}, ${props}));`;

/** The script that mounts each example. The functions that it passes write to `log`. */
const MOUNTS: Readonly<Record<string, string>> = {
  "react.tsx": inReact("react.tsx", "SmallPack", `{ refresh: () => log.push("refresh") }`),
  "hook.tsx": inReact("hook.tsx", "Pay", `{ topup_id: "topup_demo" }`),
  "vue.vue": `
  import { createApp } from "vue";
  import Snippet from "./vue.ts";
  createApp(Snippet, { onPaid: () => log.push("paid") }).mount("#root");`,
  "svelte.svelte": `
  import { mount } from "svelte";
  import Snippet from "./svelte.js";
  mount(Snippet, { target: document.querySelector("#root"), props: { onpaid: () => log.push("onpaid") } });`,
};

/** Builds for development, in which the frameworks warn about mistakes. */
const define = {
  "process.env.NODE_ENV": '"development"',
  __VUE_OPTIONS_API__: "false",
  __VUE_PROD_DEVTOOLS__: "false",
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
};

/** Returns one file with everything inside, as an application's bundler builds it. */
async function bundle(name: string): Promise<string> {
  const { build } = await import("tsup");
  return await installed(async (folder) => {
    const [file, code] = await compile(name);
    const entry = join(folder, "entry.js");
    writeFileSync(join(folder, file), code);
    writeFileSync(entry, MOUNTS[name] ?? "");
    await build({
      config: false,
      silent: true,
      entry: { bundle: entry },
      outDir: join(folder, "out"),
      format: ["esm"],
      target: "es2022",
      platform: "browser",
      noExternal: [/.*/],
      splitting: false,
      define,
      esbuildOptions: (options) => void (options.jsx = "automatic"),
    });
    return readFileSync(join(folder, "out/bundle.js"), "utf8");
  });
}

/** Compiles an example with its framework's own compiler, and returns a file name and the code. */
async function compile(name: string): Promise<[string, string]> {
  const code = snippet(name);
  if (name.endsWith(".vue")) {
    const { compileScript, parse } = await import("vue/compiler-sfc");
    const { descriptor, errors } = parse(code, {
      filename: name,
      templateParseOptions: { isCustomElement: await isCustomElement() },
    });
    if (errors[0]) throw errors[0];
    return ["vue.ts", compileScript(descriptor, { id: name, inlineTemplate: true }).content];
  }
  if (name.endsWith(".svelte")) {
    const svelte = await import("svelte/compiler");
    return ["svelte.js", svelte.compile(code, { generate: "client", filename: name }).js.code];
  }
  return [name, code];
}

/** Returns the setting that the README gives for Vue's compiler. */
async function isCustomElement(): Promise<(tag: string) => boolean> {
  const [, setting = ""] = /`isCustomElement: (.+?)`/.exec(readme) ?? [];
  return (
    (await import(`data:text/javascript,export default ${encodeURIComponent(setting)}`)) as {
      default: (tag: string) => boolean;
    }
  ).default;
}

/** Each example is built once. */
const bundles = new Map<string, Promise<string>>();

function bundled(page: string): Promise<string> {
  const name = Object.keys(MOUNTS).find((mount) => mount.startsWith(`${page}.`)) ?? page;
  const made = bundles.get(name) ?? bundle(name);
  bundles.set(name, made);
  return made;
}

const CDN = /https:\/\/cdn\.example\/@x\/payment-client\/(?=dist\/cdn\/)/;

/**
 * Returns the page of an example. Errors and warnings are written to its `log`, where no test
 * expects any.
 */
async function draw(page: string): Promise<string> {
  const head = `<!doctype html><html lang="en"><title>${page}</title><script>
    const log = (window.log = []);
    addEventListener("error", ({ message }) => log.push(message));
    addEventListener("unhandledrejection", ({ reason }) => log.push(String(reason)));
    console.error = console.warn = (...texts) => log.push(texts.join(" "));
  </script><body>`;
  if (snippets.has(`${page}.html`)) {
    const plain = async (): Promise<string> => snippet(`${page}.html`);
    return head + (await installed(plain)).replace(CDN, "/packages/payment-client/");
  }
  await bundled(page);
  return `${head}<div id="root"></div><script type="module" src="/snippet/${page}.js"></script>`;
}

/** A request that a page has sent. */
export interface PageRequest {
  /** The method and the path. */
  what: string;
  topup_id?: string;
}

type Answer = (request: PageRequest, origin: string, before: PageRequest[]) => unknown;

/**
 * The responses of the shop. Its checkout never loads, so that no page is left. The first poll
 * returns `crediting`, and each later one `paid`.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  "GET /topups": () => ({
    balance: 3_440,
    packs: [{ id: "small", usd_cents: 500, credits: 500 }],
  }),
  "GET /v1/payment/payments/me": () => ({ items: [], next_cursor: null, retry_after_ms: null }),
  "POST /topups": () => ({ topup_id: "topup_made" }),
  "GET /v1/payment/methods": () => ({ items: [METHOD] satisfies PaymentMethod[] }),
  "GET /v1/payment/payments": () => ({ items: [], next_cursor: null, retry_after_ms: null }),
  "GET /v1/payment/events": () => ({ items: [], next_cursor: null }),
  "POST /v1/payment/checkout/create": ({ topup_id = "" }, origin) =>
    ({ ...CHECKOUT, topup_id, checkout_url: `${origin}/no-content` }) satisfies Checkout,
  "GET /v1/payment/redirect/success": ({ what }, _, before) => {
    const status = before.some((request) => request.what === what) ? "paid" : "crediting";
    return {
      payment_id: CHECKOUT.payment_id,
      topup_id: "topup_demo",
      status,
      stage: status,
      on_its_way: false,
      credits: 500,
      amount_minor: 500,
      currency: "USD",
      return_to: null,
      invoice_url: null,
      retry_after_ms: 20,
    } satisfies TopupStatus;
  },
};

interface Context {
  method: string;
  path: string;
  origin: string;
  req: AsyncIterable<Uint8Array>;
  get(header: string): string;
  body: unknown;
  type: string;
  status: number;
}

/** The requests of each page since it was last loaded. */
const requests_by_page = new Map<string, PageRequest[]>();
const PAGE = /\/snippet\/(\w+)$/;

/**
 * The middleware of the test server. It serves the pages, their requests
 * (`/snippet/react/requests`), and the shop for these pages alone. The addresses of pages have no
 * extension, because the test server lets browsers cache files with one.
 */
export async function serveSnippets(context: Context, next: () => Promise<void>): Promise<void> {
  const [, page, kind = ""] = /^\/snippet\/(\w+)(\.js|\/requests)?$/.exec(context.path) ?? [];
  const sender = PAGE.exec(context.get("referer"))?.[1];
  if (page) await serve(context, page, kind);
  else if (sender) await sell(context, sender, next);
  else await next();
}

async function serve(context: Context, page: string, kind: string): Promise<void> {
  try {
    if (kind === "/requests") return answerWith(context, "json", requests_by_page.get(page) ?? []);
    if (kind === ".js") return answerWith(context, "js", await bundled(page));
    requests_by_page.set(page, []);
    answerWith(context, "html", await draw(page));
  } catch (error) {
    context.status = 500;
    answerWith(context, "text", String(error));
  }
}

function answerWith(context: Context, type: string, body: unknown): void {
  Object.assign(context, { type, body });
}

async function sell(context: Context, sender: string, next: () => Promise<void>): Promise<void> {
  const { method, path, origin, req } = context;
  let text = "";
  if (method === "POST") for await (const chunk of req) text += Buffer.from(chunk).toString();
  const { topup_id } = JSON.parse(text || "{}") as { topup_id?: string };
  const request: PageRequest = { what: `${method} ${path}`, ...(topup_id && { topup_id }) };
  const before = requests_by_page.get(sender) ?? [];
  requests_by_page.set(sender, [...before, request]);
  const answer = ANSWERS[request.what];
  if (!answer) return await next();
  answerWith(context, "json", answer(request, origin, before));
}
