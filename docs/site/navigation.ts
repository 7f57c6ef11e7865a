// The pages of the site that are files of the repository, in the order of the menu.
import { existsSync } from "node:fs";

export interface Entry {
  text: string;
  /** The file, from the root of the repository. */
  source: string;
  /** The address on the site, without its ending; an `index` is the page of its folder. */
  path: string;
}

export interface Chapter {
  text: string;
  pages: readonly Entry[];
}

/** Returns the chapters. A page that a command writes is left out until it is there. */
export function chaptersOf(root: string): Chapter[] {
  return CHAPTERS.map(({ text, pages }) => ({
    text,
    pages: pages.filter(({ source }) => existsSync(`${root}/${source}`)),
  }));
}

/** Returns the entry of a page in `docs`, which keeps its name. */
function page(text: string, name: string): Entry {
  return { text, source: `docs/${name}.md`, path: name };
}

const CHAPTERS: readonly Chapter[] = [
  {
    text: "Start",
    pages: [
      { text: "Overview", source: "README.md", path: "overview" },
      page("Next, PostgreSQL, Drizzle", "start/next"),
      page("Any framework", "start/frameworks"),
      page("How it works", "concepts"),
      { text: "Your half", source: "docs/host/README.md", path: "host/index" },
      page("Mounts and sign-in", "mounts"),
    ],
  },
  {
    text: "Recipes",
    pages: [
      page("Databases", "databases"),
      page("Deploy", "deploy"),
      page("Another origin, apps", "cross-origin"),
      page("Several accounts", "accounts"),
      page("From Downcity", "from-downcity"),
      page("Break your handler", "break-your-handler"),
      { text: "Examples", source: "examples/README.md", path: "examples" },
    ],
  },
  {
    text: "Operate",
    pages: [
      page("Operations", "operations"),
      page("It does not work", "it-does-not-work"),
      page("Common mistakes", "mistakes"),
      page("Held payments", "held"),
      { text: "Every code", source: "docs/codes.md", path: "codes/index" },
    ],
  },
  {
    text: "Reference",
    pages: [
      { text: "payment-server", source: "packages/payment-server/README.md", path: "server" },
      { text: "payment-client", source: "packages/payment-client/README.md", path: "client" },
      { text: "dodo-emulator", source: "packages/dodo-emulator/README.md", path: "emulator" },
    ],
  },
  {
    text: "Trust",
    pages: [
      page("Promises", "promises"),
      page("Threats", "threats"),
      page("0 lost, 0 double", "reliability"),
      page("Bugs that tests notice", "mutants"),
      page("Speed", "speed"),
      page("Compared", "compare"),
      page("Versions", "versions"),
    ],
  },
  {
    text: "Project",
    pages: [
      { text: "Contributing", source: "CONTRIBUTING.md", path: "contributing" },
      { text: "Security", source: "SECURITY.md", path: "security" },
    ],
  },
];
