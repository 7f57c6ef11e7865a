// Finds and replaces what a Markdown page links to, and lists its headings.

/** The parts of a page that are no code: neither in a fence nor in backticks. */
const CODE = /(^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\2[ \t]*$|`+[^`\n]+`+)/gm;
const LINK = /(\]\()([^()\s]+)(\))|(\b(?:src|href|srcset)=")([^"]+)(")/g;

/** Replaces the targets of the links and images of a page; code stays as it is. */
export function replaceLinks(markdown: string, replace: (target: string) => string): string {
  return outsideOfCode(markdown, (text) =>
    text.replaceAll(LINK, (_whole, ...parts: (string | undefined)[]) => {
      const [open = "", target = "", close = ""] = parts[1] === undefined ? parts.slice(3) : parts;
      return `${open}${replace(target)}${close}`;
    }),
  );
}

/** Returns the targets of the links and images of a page. */
export function linksOf(markdown: string): string[] {
  const found: string[] = [];
  replaceLinks(markdown, (target) => {
    found.push(target);
    return target;
  });
  return found;
}

/** Applies `change` to the parts of a page that are no code. */
export function outsideOfCode(markdown: string, change: (text: string) => string): string {
  let [from, result] = [0, ""];
  for (const { 0: code, index } of markdown.matchAll(CODE)) {
    result += change(markdown.slice(from, index)) + code;
    from = index + code.length;
  }
  return result + change(markdown.slice(from));
}

/** Returns the anchors of a page: those of its headings, and those that HTML in it names. */
export function anchorsOf(markdown: string): Set<string> {
  const prose = markdown.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gm, "");
  const anchors = new Set([...prose.matchAll(/\bid="([^"]+)"/g)].map(([, id = ""]) => id));
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} +(.+?)(?: *\{#[\w-]+\})?$/gm)) {
    const slug = slugOf(heading);
    let unique = slug;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${slug}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Returns the anchor of a heading as GitHub makes it, so that links work there and on the site. */
export function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/<[^>]+>/g, "")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}
