/** Imports point inwards: core knows the product and nothing else; HTTP, SQL and Dodo stand around it. */
const server = "^packages/payment-server/src";
const emulator = "^packages/dodo-emulator/src";
const tests = "\\.test\\.ts$";

/**
 * The folders of the emulator, from the inside out: each imports only those before it. The files at
 * the top that a folder may use import no folder at all, or are made of the folders before it.
 */
function emulatorFolders() {
  const folders = ["money", "ledger", "webhooks", "api", "page", "tool", "controls", "cli"];
  const inner = new Set(["money", "ledger", "webhooks"]);
  const base = "clock|errors|error-codes|faults|ids|listen|loopback|timer";
  const rules = folders.map((folder, i) => {
    const outer = folders.slice(i + 1).map((name) => `${name}/`);
    const files = ["emulator\\.ts", "index\\.ts", "cli\\.ts"];
    if (inner.has(folder)) files.push("options\\.ts", "context\\.ts", "dodo-emulator\\.ts");
    return {
      name: `emulator-${folder}-imports-only-inner-folders`,
      severity: "error",
      from: { path: `${emulator}/${folder}/`, pathNot: tests },
      to: { path: `${emulator}/(${[...outer, ...files].join("|")})` },
    };
  });
  const foundation = {
    name: "emulator-foundation-imports-no-folder",
    severity: "error",
    from: { path: `${emulator}/(${base})\\.ts$` },
    to: { path: `${emulator}/(${folders.join("|")})/` },
  };
  return [...rules, foundation];
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "core-imports-core-and-errors",
      severity: "error",
      from: { path: `${server}/core/`, pathNot: tests },
      to: { pathNot: [`${server}/core/`, `${server}/errors\\.ts$`] },
    },
    {
      // The drift report only reads: nothing that it can reach writes a payment or calls the host.
      name: "drift-never-reaches-settlement-or-credit",
      severity: "error",
      from: { path: `${server}/core/drift/`, pathNot: tests },
      to: {
        path: `${server}/core/(settlement|hold|credit|credit-close|host-call|payment-write|inquiry)\\.ts$`,
        reachable: true,
      },
    },
    {
      // One run of reconciliation asks and settles; nothing else in the core starts one.
      name: "the-core-does-not-start-reconciliation",
      severity: "error",
      from: { path: `${server}/core/(?!reconcile/)`, pathNot: tests },
      to: { path: `${server}/core/reconcile/` },
    },
    {
      name: "http-knows-no-storage-and-no-provider",
      severity: "error",
      from: { path: `${server}/http/`, pathNot: tests },
      to: {
        path: [
          `${server}/storage/`,
          `${server}/providers/`,
          "^node_modules/(dodopayments|standardwebhooks)",
        ],
      },
    },
    {
      name: "storage-and-providers-know-no-http",
      severity: "error",
      from: { path: [`${server}/storage/`, `${server}/providers/`], pathNot: tests },
      to: { path: `${server}/(http|pages|service)` },
    },
    {
      name: "storage-and-providers-do-not-know-each-other",
      severity: "error",
      from: { path: `${server}/storage/`, pathNot: tests },
      to: { path: `${server}/providers/` },
    },
    {
      name: "providers-do-not-know-storage",
      severity: "error",
      from: { path: `${server}/providers/`, pathNot: tests },
      to: { path: `${server}/storage/` },
    },
    {
      name: "nothing-knows-the-command-line",
      severity: "error",
      from: { path: `${server}/`, pathNot: [tests, `${server}/cli(/|\\.ts$)`] },
      to: { path: `${server}/cli(/|\\.ts$)` },
    },
    {
      name: "sources-import-no-tests",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: tests },
      to: { path: ["^packages/[^/]+/test/", tests] },
    },
    {
      name: "emulator-and-server-do-not-know-each-other",
      severity: "error",
      from: { path: "^packages/dodo-emulator/" },
      // Its tests may read the documented payloads that the server's tests have as well.
      to: {
        path: "^packages/payment-server/",
        pathNot: "^packages/payment-server/test/payloads\\.ts$",
      },
    },
    {
      name: "emulator-sources-read-no-payloads",
      severity: "error",
      from: { path: `${emulator}/`, pathNot: tests },
      to: { path: "^packages/payment-server/" },
    },
    ...emulatorFolders(),
    {
      name: "server-sources-do-not-know-the-emulator",
      severity: "error",
      from: { path: `${server}/`, pathNot: tests },
      to: { path: "dodo-emulator" },
    },
    {
      name: "client-sources-know-neither-server-nor-emulator",
      severity: "error",
      from: { path: "^packages/payment-client/src/", pathNot: tests },
      to: { path: "payment-server|dodo-emulator" },
    },
    {
      name: "the-headless-client-knows-no-element",
      severity: "error",
      from: { path: "^packages/payment-client/src/(index|client|topup-store|wait)\\.ts$" },
      to: {
        path: "(^|/)(lit|react)(/|$)|payment-client/src/(element|react|register)",
        reachable: true,
      },
    },
    // The server's `browser` entry names what does not exist: that is its message. The page without a bundler takes what is copied beside it. Downcity's packages are declared, not installed.
    {
      name: "resolvable",
      severity: "error",
      from: {
        pathNot: [
          "^packages/payment-server/browser\\.js$",
          "^examples/html/store\\.js$",
          "^examples/downcity/seed\\.ts$",
        ],
      },
      to: { couldNotResolve: true, pathNot: "^(node|bun|cloudflare):" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // The projects of examples/mounts import frameworks that are not installed here, and so do the
    // templates of `init`.
    exclude: {
      path: "(^|/)(dist|\\.next)/|^examples/mounts/projects/|^packages/payment-server/templates/",
    },
    tsConfig: { fileName: "tsconfig.base.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
    },
  },
};
