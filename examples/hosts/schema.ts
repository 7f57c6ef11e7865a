// The two tables of every recipe, as docs/host/README.md shows them.
import { readFileSync } from "node:fs";

const readme = readFileSync(new URL("../../docs/host/README.md", import.meta.url), "utf8");
const [, block] = /```sql\n([\s\S]*?)```/.exec(readme) ?? [];
if (block === undefined) throw new Error("docs/host/README.md shows no tables");

export const schema: string = block;
