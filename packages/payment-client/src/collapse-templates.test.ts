import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { collapse } from "../collapse-templates.ts";

const printCss = async (css: string): Promise<string> => `printed(${css.trim()})`;
const collapsed = async (code: string): Promise<string> => await collapse(code, printCss);

test.each([
  ["many lines become one", "html`\n  <p>\n    a\n  </p>\n`", "html` <p> a </p> `"],
  ["SVG too", "svg`\n  <g>\n  </g>\n`", "svg` <g> </g> `"],
  [
    "a textarea without content has none",
    "html`<textarea\n  id=${id}\n></textarea>`",
    "html`<textarea id=${id} ></textarea>`",
  ],
  ["a space between inline elements stays", "html`<b>a</b> <i>b</i>`", "html`<b>a</b> <i>b</i>`"],
  ["no space is added", "html`<b>a</b><i>b</i>`", "html`<b>a</b><i>b</i>`"],
  ["a no-break space is text", "html`a\u00a0\u00a0b`", "html`a\u00a0\u00a0b`"],
  ["expressions stay as they are", 'html`  ${"a  b"}  `', 'html` ${"a  b"} `'],
  ["templates inside are collapsed too", "html`  ${html`\n<b></b>`}`", "html` ${html` <b></b>`}`"],
  ["CSS is printed", "css`\n  p {}\n`", "css`printed(p {})`"],
  ["other templates stay as they are", "`a  b`; text`a  b`;", "`a  b`; text`a  b`;"],
])("%s", async (_, code, expected) => {
  expect(await collapsed(code)).toBe(expected);
});

test.each([
  ["<pre>", "html`<pre>a  b</pre>`"],
  ["<textarea>", "html`<textarea>a  b</textarea>`"],
  ["an inline style", "html`<p style='white-space: pre'>a  b</p>`"],
  ["CSS with an expression", "css`p { color: ${color} }`"],
  ["CSS with a backslash", "css`p::before { content: '\\\\2022' }`"],
])("%s fails the build, because it cannot be collapsed safely", async (_, code) => {
  await expect(collapsed(code)).rejects.toThrow(/template/);
});

describe("in the built package", () => {
  const built = (folder: string): string[] =>
    readdirSync(new URL(`../${folder}/`, import.meta.url))
      .filter((name) => name.endsWith(".js"))
      .map((name) => readFileSync(new URL(`../${folder}/${name}`, import.meta.url), "utf8"));

  test("the templates of the entries are collapsed", async () => {
    const with_templates = built("dist").filter((code) => code.includes("html`"));
    expect(with_templates.length).toBeGreaterThan(0);
    for (const code of with_templates) expect(await collapse(code, async (css) => css)).toBe(code);
  });

  test("each file for pages without a bundler is one line", () => {
    for (const code of built("dist/cdn")) expect(code.trim().split("\n")).toHaveLength(1);
  });
});
