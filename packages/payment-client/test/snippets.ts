// The README's examples at work: `/snippet/react` is a page with `react.tsx` on it, and the shop
// that it talks to.
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
export const readme: string = readFileSync(join(root, "README.md"), "utf8");

/** The fenced blocks, by the name in their first line. */
export const snippets: ReadonlyMap<string, string> = new Map(
  [...readme.matchAll(/^```\w+\n((?:\/\/|<!--) (\S+\.\w+)[\s\S]*?)^```$/gm)].map(
    ([, code = "", name = ""]) => [name, code],
  ),
);

export function snippet(name: string): string {
  const code = snippets.get(name);
  if (code === undefined)
    throw new Error(`The README has no block whose first line is its name, ${name}.`);
  return code;
}

/**
 * A folder in which `@x/payment-client` is installed, as it was built; for as long as `use` takes.
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

/** How each is put on its page; calls of what the page gave it are noted in `heard`. */
const MOUNTS: Readonly<Record<string, string>> = {
  "react.tsx": inReact("react.tsx", "SmallPack", `{ refresh: () => heard.push("refresh") }`),
  "hook.tsx": inReact("hook.tsx", "Pay", `{ topup_id: "topup_demo" }`),
  "vue.vue": `
  import { createApp } from "vue";
  import Snippet from "./vue.ts";
  createApp(Snippet, { onPaid: () => heard.push("paid") }).mount("#root");`,
  "svelte.svelte": `
  import { mount } from "svelte";
  import Snippet from "./svelte.js";
  mount(Snippet, { target: document.querySelector("#root"), props: { onpaid: () => heard.push("onpaid") } });`,
};

/** As an application is developed: the frameworks then say what they do not like. */
const define = {
  "process.env.NODE_ENV": '"development"',
  __VUE_OPTIONS_API__: "false",
  __VUE_PROD_DEVTOOLS__: "false",
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
};

/** One file with everything inside, as an application's bundler makes it. */
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

/** What a framework's own compiler makes of it, under the name for that. */
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
    const { compile } = await import("svelte/compiler");
    return ["svelte.js", compile(code, { generate: "client", filename: name }).js.code];
  }
  return [name, code];
}

/** What the README tells Vue's users to set. */
async function isCustomElement(): Promise<(tag: string) => boolean> {
  const [, said = ""] = /`isCustomElement: (.+?)`/.exec(readme) ?? [];
  return (
    (await import(`data:text/javascript,export default ${encodeURIComponent(said)}`)) as {
      default: (tag: string) => boolean;
    }
  ).default;
}

/** Compiled once each. */
const bundles = new Map<string, Promise<string>>();

function bundled(page: string): Promise<string> {
  const name = Object.keys(MOUNTS).find((name) => name.startsWith(`${page}.`)) ?? page;
  const made = bundles.get(name) ?? bundle(name);
  bundles.set(name, made);
  return made;
}

const CDN = /https:\/\/cdn\.example\/@x\/payment-client\/(?=dist\/cdn\/)/;

/**
 * What is on a page before the example itself; errors and warnings are heard too, and expected by
 * nobody.
 */
async function draw(page: string): Promise<string> {
  const head = `<!doctype html><html lang="en"><title>${page}</title><script>
    const heard = (window.heard = []);
    addEventListener("error", ({ message }) => heard.push(message));
    addEventListener("unhandledrejection", ({ reason }) => heard.push(String(reason)));
    console.error = console.warn = (...said) => heard.push(said.join(" "));
  </script><body>`;
  if (page === "page")
    return (
      head +
      (await installed(async () => snippet("page.html").replace(CDN, "/packages/payment-client/")))
    );
  await bundled(page);
  return `${head}<div id="root"></div><script type="module" src="/snippet/${page}.js"></script>`;
}

/** A request that an example has made. */
export interface Asked {
  /** Method and path. */
  what: string;
  topup_id?: string;
}

type Answer = (asked: Asked, origin: string, before: Asked[]) => unknown;

/**
 * The shop. It opens a checkout that never loads, so that no page is left, and knows of a payment
 * at the second look.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  "POST /topups": () => ({ topup_id: "topup_made" }),
  "GET /v1/payment/methods": () => ({ items: [METHOD] satisfies PaymentMethod[] }),
  "POST /v1/payment/checkout/create": ({ topup_id = "" }, origin) =>
    ({ ...CHECKOUT, topup_id, checkout_url: `${origin}/no-content` }) satisfies Checkout,
  "GET /v1/payment/redirect/success": ({ what }, _, before) => {
    const status = before.some((asked) => asked.what === what) ? "paid" : "crediting";
    return {
      payment_id: CHECKOUT.payment_id,
      topup_id: "topup_demo",
      status,
      on_its_way: false,
      credits: 500,
      amount_minor: 500,
      currency: "USD",
      return_to: null,
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

/** By page, since it was last loaded. */
const asked_by = new Map<string, Asked[]>();
const PAGE = /\/snippet\/(\w+)$/;

/**
 * A part of the test server: the pages, what each has asked (`/snippet/react/asked`), and the shop,
 * for them alone. Names without an ending, as the test server has browsers keep all others.
 */
export async function serveSnippets(context: Context, next: () => Promise<void>): Promise<void> {
  const [, page, kind = ""] = /^\/snippet\/(\w+)(\.js|\/asked)?$/.exec(context.path) ?? [];
  const asker = PAGE.exec(context.get("referer"))?.[1];
  if (page) await serve(context, page, kind);
  else if (asker) await sell(context, asker, next);
  else await next();
}

async function serve(context: Context, page: string, kind: string): Promise<void> {
  try {
    if (kind === "/asked") return answerWith(context, "json", asked_by.get(page) ?? []);
    if (kind === ".js") return answerWith(context, "js", await bundled(page));
    asked_by.set(page, []);
    answerWith(context, "html", await draw(page));
  } catch (error) {
    context.status = 500;
    answerWith(context, "text", String(error));
  }
}

function answerWith(context: Context, type: string, body: unknown): void {
  Object.assign(context, { type, body });
}

async function sell(context: Context, asker: string, next: () => Promise<void>): Promise<void> {
  const { method, path, origin, req } = context;
  let text = "";
  if (method === "POST") for await (const chunk of req) text += Buffer.from(chunk).toString();
  const { topup_id } = JSON.parse(text || "{}") as { topup_id?: string };
  const asked: Asked = { what: `${method} ${path}`, ...(topup_id && { topup_id }) };
  const before = asked_by.get(asker) ?? [];
  asked_by.set(asker, [...before, asked]);
  const answer = ANSWERS[asked.what];
  if (!answer) return await next();
  answerWith(context, "json", answer(asked, origin, before));
}
