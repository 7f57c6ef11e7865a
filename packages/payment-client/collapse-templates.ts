/**
 * Collapses the white space in `html`, `svg` and `css` templates, as a plugin for the build: the sources
 * have their templates on many lines, and what is shipped has them on one.
 *
 * In HTML a run of white space becomes one space, which is what a browser makes of it anyway. No
 * space is removed altogether, because between two inline elements it is visible. CSS is printed by
 * esbuild. A template that cannot be collapsed safely fails the build.
 */
import { readFileSync } from "node:fs";
import type { Options } from "tsup";
import ts from "typescript";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Returns a style sheet without needless white space. */
export type PrintCss = (css: string) => Promise<string>;

/** A part of a file, between two positions, and what replaces it. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The plugin. It changes the sources of this package, not those of its dependencies. */
export const collapseTemplates: Plugin = {
  name: "collapse-templates",
  setup({ onLoad, esbuild }) {
    const printCss: PrintCss = async (css) =>
      (
        await esbuild.transform(css, { loader: "css", minifyWhitespace: true, minifySyntax: true })
      ).code
        .trim()
        // esbuild keeps the space before the value of a variable, where it changes nothing.
        .replaceAll(/(?<=\bvar\(--[\w-]+,|[;{]--[\w-]+:) /g, "");
    onLoad({ filter: /[\\/]payment-client[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: await collapse(readFileSync(path, "utf8"), printCss),
      loader: "ts",
    }));
  },
};

/** Returns `code` with its `html`, `svg` and `css` templates collapsed. */
export async function collapse(code: string, printCss: PrintCss): Promise<string> {
  const file = ts.createSourceFile("templates.ts", code, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  for (const { tag, template } of taggedTemplates(file)) {
    const name = tag.getText();
    if (name === "css") edits.push(await collapseCss(template, printCss));
    if (name === "html" || name === "svg") edits.push(...collapseHtml(template));
  }
  // The last edit comes first, so that the positions of the others stay right.
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}

function taggedTemplates(node: ts.Node): ts.TaggedTemplateExpression[] {
  const inside = node.getChildren().flatMap(taggedTemplates);
  return ts.isTaggedTemplateExpression(node) ? [node, ...inside] : inside;
}

/** Returns the texts of a template, without its backticks and its `${…}`. */
function textsOf(template: ts.TemplateLiteral): Edit[] {
  const nodes = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template]
    : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
  return nodes.map((node) => {
    const text = node.rawText ?? node.text;
    const start = node.getStart() + 1;
    return { start, end: start + text.length, text };
  });
}

/** A no-break space is text, so it is not among these. */
const WHITE_SPACE = /[ \t\n\r\f]+/g;
/** Matches what shows its white space. A `<textarea>` without content has none. */
const KEEPS_WHITE_SPACE = /<pre\b|<textarea\b[^>]*>(?!<\/textarea>)|white-space/i;

function collapseHtml(template: ts.TemplateLiteral): Edit[] {
  const texts = textsOf(template);
  const whole = texts.map(({ text }) => text).join("");
  if (KEEPS_WHITE_SPACE.test(whole))
    throw new Error(`The white space of this template is visible: ${whole.trim()}`);
  return texts.map(({ text, ...position }) => ({
    ...position,
    text: text.replace(WHITE_SPACE, " "),
  }));
}

async function collapseCss(template: ts.TemplateLiteral, printCss: PrintCss): Promise<Edit> {
  const [css, ...more] = textsOf(template);
  if (!css || more.length > 0 || css.text.includes("\\"))
    throw new Error("A `css` template with `${…}` or a backslash cannot be printed by esbuild.");
  return { ...css, text: await printCss(css.text) };
}
