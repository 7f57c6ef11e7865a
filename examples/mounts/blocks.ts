// The blocks of docs/mounts.md as modules of this folder: what they do not import themselves is put
// before them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Block {
  /** The text before the block, up to the first comma, semicolon or colon. */
  name: string;
  /** The first file that the text before the block names. */
  place?: string;
  code: string;
  file: string;
}

const folder = fileURLToPath(new URL(".", import.meta.url));
const GIVEN = "payment, app, auth, clerk, supabase, keys, issuer, audience, sessions";

/**
 * Writes the blocks into one folder, with a module that exports the names of `given.ts` from
 * `globalThis`.
 */
export function writeBlocks(): { blocks: readonly Block[]; remove(): void } {
  const place = mkdtempSync(`${folder}.snippets-`);
  writeFileSync(
    `${place}/given.ts`,
    `import type { Given } from "../given.ts";\nexport const { ${GIVEN} }: Given = Reflect.get(globalThis, "given");\n`,
  );
  const text = readFileSync(new URL("../../docs/mounts.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^(.+):\n\n```ts\n([\s\S]*?)```/gm)].map(
    ([, words = "", code = ""], index): Block => {
      const block = {
        name: words.split(/[,;]/, 1)[0] ?? "",
        ...placeOf(words),
        code,
        file: `${place}/block-${index}.ts`,
      };
      writeFileSync(block.file, `${importsOf(code)}${code}`);
      return block;
    },
  );
  return { blocks, remove: () => rmSync(place, { recursive: true, force: true }) };
}

function placeOf(words: string): { place?: string } {
  const [, place] = /^[^,;]+, `([^`]+\.ts)`/.exec(words) ?? [];
  return place === undefined ? {} : { place };
}

/** Imports only the names that are used, so that a block that runs needs no others. */
function importsOf(code: string): string {
  const used = GIVEN.split(", ").filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const lines = [`import { ${used.join(", ")} } from "./given.ts";`];
  if (code.includes("getRequestListener("))
    lines.push('import { getRequestListener } from "@hono/node-server";');
  if (code.includes("jwtVerify(")) lines.push('import { jwtVerify } from "jose";');
  return `${lines.join("\n")}\n`;
}

/**
 * Adds a line to each block with an `authenticate` that passes it to the service, which type-checks
 * what it returns.
 */
export function writeChecks(blocks: readonly Block[]): string[] {
  return blocks
    .filter(({ code }) => code.includes("export const authenticate"))
    .map(({ file }) => {
      const check = file.replace(".ts", "-check.ts");
      const options = 'import type { PaymentServiceOptions } from "@x/payment-server";';
      writeFileSync(
        check,
        `${options}\nimport { authenticate } from "./${file.split("/").at(-1)}";\nexport const taken: PaymentServiceOptions["authenticate"] = authenticate;\n`,
      );
      return check;
    });
}
