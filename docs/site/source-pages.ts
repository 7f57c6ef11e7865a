// Pages that show files of the repository which other pages link to.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import type { Page } from "./page.ts";

const LANGUAGES: Readonly<Record<string, string>> = {
  ".ts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".json": "json",
  ".jsonc": "json",
  ".html": "html",
  ".css": "css",
  ".sql": "sql",
  ".vue": "vue",
  ".svelte": "svelte",
  ".toml": "toml",
  ".yml": "yaml",
  ".yaml": "yaml",
};

/** A folder that has more than this is listed and not shown. */
const SHOWN_CHARACTERS = 40_000;

/** Returns the name of the language of a file in a code fence. */
export function languageOf(file: string): string {
  if (file.endsWith("Dockerfile")) return "docker";
  return LANGUAGES[extname(file)] ?? "text";
}

/** Whether a path names a file or folder whose content can be shown. */
export function isSource(root: string, file: string): boolean {
  return !file.startsWith("..") && existsSync(`${root}/${file}`);
}

/** Returns the address of the page that shows a file or folder. */
export function sourcePathOf(file: string): string {
  return `source/${file.replaceAll(/[^\w/.-]/g, "_").replaceAll(".", "-")}`;
}

/** Returns the page of a file, or of all files of a folder, after the folder's own README. */
export function renderSourcePage(root: string, file: string): Page {
  const path = sourcePathOf(file);
  if (statSync(`${root}/${file}`).isFile())
    return { path, source: file, text: file, markdown: `# ${file}\n\n${fenceOf(root, file)}\n` };
  const files = filesBelow(root, file);
  const readme = files.find((name) => name === `${file}/README.md`);
  const head =
    readme === undefined ? `# ${file}` : readFileSync(`${root}/${readme}`, "utf8").trim();
  const shown = files.filter((name) => extname(name) in LANGUAGES && !name.endsWith(".test.ts"));
  const fences = shown.map((name) => `## ${name}\n\n${fenceOf(root, name)}`).join("\n\n");
  const list = shown.map((name) => `- \`${name}\``).join("\n");
  return {
    path,
    source: `${file}/README.md`,
    text: file,
    markdown: `${head}\n\n${fences.length > SHOWN_CHARACTERS ? `## Files\n\n${list}` : fences}\n`,
  };
}

/** The files of a folder that are in the repository. */
function filesBelow(root: string, folder: string): string[] {
  return execFileSync("git", ["ls-files", "-z", folder], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((name) => name !== "");
}

function fenceOf(root: string, file: string): string {
  const text = readFileSync(`${root}/${file}`, "utf8").trimEnd();
  const marks = text.includes("```") ? "````" : "```";
  return `${marks}${languageOf(file)}\n${text}\n${marks}`;
}
