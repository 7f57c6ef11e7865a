import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { hi } from "./hi.ts";
import { ja } from "./ja.ts";
import { pt } from "./pt.ts";
import type { PackWords } from "./words.ts";
import { zh } from "./zh.ts";

/** The texts of every language except English, whose texts are part of the element. */
export const catalogue: readonly PackWords[] = [de, es, fr, pt, ja, zh, hi, ar];
