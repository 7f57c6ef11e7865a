// Writes the diagrams of docs/concepts.md into docs/images.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderDiagrams } from "./diagrams.ts";

const folder = fileURLToPath(new URL("../images/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const { file, svg } of renderDiagrams()) writeFileSync(`${folder}${file}`, svg);
