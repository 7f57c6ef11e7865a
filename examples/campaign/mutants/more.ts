import { MORE_MONEY } from "./more-money.ts";
import { MORE_ONCE } from "./more-once.ts";
import { MORE_ROADS } from "./more-roads.ts";
import type { Mutant } from "./mutant.ts";

/** Beyond the twelve: every bug that was thought of while the core was written. */
export const MORE: readonly Mutant[] = [...MORE_MONEY, ...MORE_ONCE, ...MORE_ROADS];
