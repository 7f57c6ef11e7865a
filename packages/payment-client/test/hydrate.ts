// The script of a page with a button drawn by a server. Lit's support for hydration must be loaded
// before the element.
import "@lit-labs/ssr-client/lit-element-hydrate-support.js";
await import("../src/define.ts");
