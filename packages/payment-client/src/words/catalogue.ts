import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { hi } from "./hi.ts";
import { ja } from "./ja.ts";
import { pt } from "./pt.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

/**
 * The texts of every language except English, whose texts are part of the element. The server's
 * result pages exist in the same languages as the button.
 */
export const catalogue: readonly Words[] = [de, es, fr, pt, ja, zh, hi, ar];
