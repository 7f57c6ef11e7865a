// The list of all pages for programs that read them: https://llmstxt.org.
import { chaptersOf } from "./navigation.ts";
import type { Page } from "./page.ts";

const ABOUT =
  "Turns one paid Dodo Payments checkout into exactly one credit of a user's balance. Fetch-API handlers for any JavaScript runtime, a button for the page, and a local Dodo for tests.";

/**
 * Returns the text of `llms.txt`: every page but those of sources, by its Markdown. `base` is the
 * folder of the site on its host.
 */
export function renderLlmsTxt(root: string, pages: readonly Page[], base = "/"): string {
  const line = ({ text, path, markdown }: Page): string =>
    `- [${text}](${base}${path}.md): ${firstSentence(markdown)}`;
  const named = (path: string): Page | undefined => pages.find((page) => page.path === path);
  const chapters = chaptersOf(root).map(({ text, pages: entries }) => {
    const found = entries.flatMap((entry) => named(entry.path) ?? []);
    return `## ${text}\n\n${found.map(line).join("\n")}`;
  });
  const reference = pages.filter(({ path }) => path.startsWith("reference/"));
  const codes = pages.filter(({ path }) => /^codes\/\w+\//.test(path));
  return [
    "# payment-kit",
    `> ${ABOUT}`,
    ...chapters,
    `## HTTP\n\n${reference.map(line).join("\n")}`,
    `## Codes\n\n${codes.map(line).join("\n")}`,
  ]
    .join("\n\n")
    .concat("\n");
}

/** Returns the first sentence of a page that is neither a heading nor a table nor code. */
function firstSentence(markdown: string): string {
  const paragraph = markdown
    .split(/\n{2,}/)
    .find(
      (part) => /^[A-Za-z`*[]/.test(part) && !part.startsWith("---") && !part.startsWith("```"),
    );
  const text = (paragraph ?? "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("\n", " ");
  return /^.*?[.:](?= |$)/.exec(text)?.[0] ?? text;
}
