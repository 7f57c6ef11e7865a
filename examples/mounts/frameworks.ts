// The frameworks with a folder in `projects`, how each is built and started, and what is set
// in each run.

/** One way to configure a framework, which is built and bought from. */
export interface Variant {
  /** The setting, as the framework's documentation names it. */
  title: string;
  /** The path in front of every public address, such as `/shop`. */
  prefix?: string;
  /** Whether the framework removes the prefix from the path of a request before the handler. */
  removes_prefix?: boolean;
  /** Variables that the project's settings read. */
  variables?: Readonly<Record<string, string>>;
  /** Whether the framework redirects an address without a slash at its end. */
  trailing_slash?: boolean;
}

export interface Framework {
  /** The folder of the project, and the argument of the command. */
  id: string;
  name: string;
  /** The package whose version is printed. */
  package: string;
  /** The commands, whose first word is in `node_modules/.bin` of the project, or `node`. */
  build: readonly string[];
  start: readonly string[];
  variants: readonly Variant[];
}

const PLAIN: Variant = { title: "" };
const SHOP_BASE = { SHOP_BASE: "/shop" } as const;

export const frameworks: readonly Framework[] = [
  {
    id: "sveltekit",
    name: "SvelteKit",
    package: "@sveltejs/kit",
    build: ["vite", "build"],
    start: ["node", "build/index.js"],
    variants: [PLAIN, { title: "kit.paths.base", prefix: "/shop", variables: SHOP_BASE }],
  },
  {
    id: "nuxt",
    name: "Nuxt",
    package: "nuxt",
    build: ["nuxt", "build"],
    start: ["node", ".output/server/index.mjs"],
    variants: [PLAIN, { title: "app.baseURL", prefix: "/shop", variables: SHOP_BASE }],
  },
  {
    id: "nitro",
    name: "Nitro",
    package: "nitro",
    build: ["nitro", "build"],
    start: ["node", ".output/server/index.mjs"],
    variants: [PLAIN, { title: "baseURL", prefix: "/shop", variables: SHOP_BASE }],
  },
  {
    id: "astro",
    name: "Astro",
    package: "astro",
    build: ["astro", "build"],
    start: ["node", "dist/server/entry.mjs"],
    variants: [PLAIN, { title: "base", prefix: "/shop", variables: SHOP_BASE }],
  },
  {
    id: "react-router",
    name: "React Router",
    package: "react-router",
    build: ["react-router", "build"],
    start: ["react-router-serve", "build/server/index.js"],
    variants: [PLAIN, { title: "basename", prefix: "/shop", variables: SHOP_BASE }],
  },
  {
    id: "tanstack-start",
    name: "TanStack Start",
    package: "@tanstack/react-start",
    build: ["vite", "build"],
    start: ["node", ".output/server/index.mjs"],
    variants: [PLAIN, { title: "base", prefix: "/shop", variables: SHOP_BASE }],
  },
  {
    id: "next",
    name: "Next",
    package: "next",
    build: ["next", "build"],
    start: ["next", "start"],
    variants: [
      PLAIN,
      { title: "basePath", prefix: "/shop", removes_prefix: true, variables: SHOP_BASE },
      {
        title: "trailingSlash",
        trailing_slash: true,
        variables: { SHOP_TRAILING_SLASH: "1" },
      },
    ],
  },
  {
    id: "nest",
    name: "NestJS",
    package: "@nestjs/core",
    build: ["tsc"],
    start: ["node", "dist/src/main.js"],
    variants: [PLAIN, { title: "setGlobalPrefix", variables: SHOP_BASE }],
  },
];
