import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { countTitles, readSources } from "../../scripts/promises.ts";
import { addressOf } from "../../packages/payment-server/src/explanations/addresses.ts";
import { SITE } from "../../packages/payment-server/src/errors.ts";
import { CODES } from "./code-pages.ts";
import { renderDiagrams } from "./diagrams.ts";
import { renderLlmsTxt } from "./llms-txt.ts";
import { deadLinks, renderPages } from "./pages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const images = readdirSync(`${root}/docs/images`);
const pages = renderPages(root);
const files = new Set(images.map((name) => `/${name}`));

describe("the site", () => {
  test("[P03] has no dead link, neither to a page nor to a heading", () => {
    expect(pages.length).toBeGreaterThan(100);
    expect(deadLinks(pages, files)).toEqual([]);
  });

  test("names a dead link, with its page", () => {
    const page = { path: "a/b", source: "docs/a.md", text: "b", markdown: "" };
    const markdown =
      "# One two\n\n[1](./b.md#one-two) [2](#three) [3](../c.md) [4](/c/) `[5](x.md)`";
    const others = [{ ...page, path: "c/index" }];
    expect(deadLinks([{ ...page, markdown }, ...others], files)).toEqual([
      "a/b: #three",
      "a/b: ../c.md",
    ]);
  });

  test("has every page of docs", () => {
    const sources = new Set(pages.map(({ source }) => source));
    const written = ["docs/*.md", "docs/*/*.md"]
      .flatMap((pattern) => globSync(pattern, { cwd: root }))
      .filter((name) => !/node_modules|\/site\//.test(name));
    expect(written.length).toBeGreaterThan(15);
    expect(written.filter((name) => !sources.has(name))).toEqual([]);
  });

  test("has an address for every error code, hold reason, state of a delivery and finding", () => {
    expect(CODES.length).toBeGreaterThan(60);
    for (const code of CODES) {
      const page = pages.find(({ path }) => path === `codes/${code}/index`);
      expect(page?.markdown, code).toContain("**What to do:**");
    }
  });

  test("[P03] has the page to which the server's findings and logs, and the command line, lead", () => {
    const there = new Set(pages.map(({ path }) => `${SITE}${path.replace(/index$/, "")}`));
    expect(CODES.filter((code) => !there.has(addressOf(code) ?? ""))).toEqual([]);
    expect(there).toContain(`${SITE}codes/`);
  });

  test("[P03] is below the name of the repository, where its workflow publishes it", () => {
    const workflow = readFileSync(`${root}/.github/workflows/docs.yml`, "utf8");
    expect(workflow).toContain("SITE_BASE: /${{ github.event.repository.name }}/");
    const { homepage } = JSON.parse(
      readFileSync(`${root}/packages/payment-server/package.json`, "utf8"),
    ) as { homepage: string };
    const [, owner, name] = /^https:\/\/github\.com\/([\w-]+)\/([\w-]+)\//.exec(homepage) ?? [];
    expect(SITE).toBe(`https://${owner}.github.io/${name}/`);
  });

  test("shows the files that a page names in place of their names", () => {
    const page = pages.find(({ path }) => path === "start/frameworks")?.markdown ?? "";
    expect(page).not.toContain("<!-- code:");
    expect(page).toContain('app.all("/v1/payment/*", (c) => payment.fetch(c.req.raw));');
  });

  test("lists every page of the menu and every code in llms.txt", () => {
    const list = renderLlmsTxt(root, pages);
    for (const { path } of pages.filter(({ path: address }) => /^(start|codes)\//.test(address)))
      expect(list, path).toContain(`(/${path}.md): `);
  });
});

test.each(renderDiagrams())("$file shows what the table of states says", ({ file, svg }) => {
  const path = `${root}/docs/images/${file}`;
  expect(existsSync(path) && readFileSync(path, "utf8")).toBe(svg);
});

describe("docs/threats.md", () => {
  const text = readFileSync(`${root}/docs/threats.md`, "utf8");
  const rows = text.split("\n").filter((line) => /^\| (?!threat |---)/.test(line));
  const titles = countTitles(readSources());

  test("names at least one test for each threat, and each test exists", () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) {
      const ids = (row.split(" | ").at(-1) ?? "").match(/[A-Z]\d+/g) ?? [];
      expect(ids.length, row).toBeGreaterThan(0);
      expect(
        ids.filter((id) => !titles.has(id)),
        row,
      ).toEqual([]);
    }
  });
});
