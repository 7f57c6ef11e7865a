/**
 * Node runs this file: it imports the server's entry and prints, as JSON, which modules were
 * loaded, which globals were read during the import, and which modules the first use loads.
 */
import { registerHooks } from "node:module";

const loaded: string[] = [];
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    loaded.push(resolved.url);
    return resolved;
  },
});

/** The globals of ECMAScript itself, which every runtime has; all others belong to some runtime. */
const LANGUAGE = new Set(
  Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name) && !isRuntimes(name)),
);
const reads: string[] = [];
let watching = false;
for (const name of [
  "Bun",
  "Deno",
  "EdgeRuntime",
  "window",
  "document",
  "self",
  ...Object.getOwnPropertyNames(globalThis),
]) {
  if (!LANGUAGE.has(name)) watch(name);
}

watching = true;
const server = await import("../src/index.ts");
watching = false;
const at_import = loaded.splice(0);

const payment = new server.PaymentService({
  readTopup: () => null,
  finishTopup: () => undefined,
  providers: [
    server.dodoPaymentProvider({
      api_key: "sk_test",
      product_id: "pdt_topup",
      fetch: async () => new Response("{}", { status: 500 }),
    }),
  ],
  storage: server.memoryStorage(),
  env: {},
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
});
await payment.fetch(new Request("http://localhost/v1/payment/methods"));
const at_methods = loaded.splice(0);
await payment.check();
process.stdout.write(JSON.stringify({ at_import, reads, at_methods, at_check: loaded }));

function isRuntimes(name: string): boolean {
  const value: unknown = Reflect.get(globalThis, name);
  return (
    typeof value === "function" &&
    /^(Request|Response|Headers|URL|URLSearchParams|Text|Abort|Event|Blob|File|FormData|Web|Crypto|Broadcast|Message|Performance|Readable|Writable|Transform|Compression|Decompression|Navigator|Storage|Buffer)/.test(
      name,
    )
  );
}

function watch(name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  if (descriptor?.configurable === false || name === "globalThis") return;
  const read = (): unknown =>
    descriptor === undefined ? undefined : (descriptor.get?.call(globalThis) ?? descriptor.value);
  let value: unknown;
  let known = false;
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      if (watching && isOurs(new Error("where").stack ?? "")) reads.push(name);
      if (!known) [known, value] = [true, read()];
      return value;
    },
    set(next: unknown) {
      [known, value] = [true, next];
    },
  });
}

/**
 * Node also reads globals while it loads a module, so only reads by the modules themselves count.
 */
function isOurs(stack: string): boolean {
  const caller = stack
    .split("\n")
    .find((line) => line.includes("    at ") && !line.includes("import-probe.ts"));
  return caller !== undefined && caller.includes("file:");
}
