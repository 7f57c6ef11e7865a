// What a page loads that takes a button over from the server: how first, then the element.
import "@lit-labs/ssr-client/lit-element-hydrate-support.js";
await import("../src/define.ts");
