import { CREATES } from "./creates.ts";
import { MORE } from "./more.ts";
import type { Mutant } from "./mutant.ts";
import { REVIEWED } from "./reviewed.ts";
import { TWELVE } from "./twelve.ts";

export const MUTANTS: readonly Mutant[] = [...TWELVE, ...MORE, ...REVIEWED, ...CREATES];
