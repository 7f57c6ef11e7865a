import { CONFIRMATION } from "./confirmation.ts";
import { LIMITS } from "./limits.ts";
import { MORE_MONEY } from "./more-money.ts";
import { MORE_ONCE } from "./more-once.ts";
import { MORE_OUTSIDE } from "./more-outside.ts";
import { MORE_ROADS } from "./more-roads.ts";
import type { Mutant } from "./mutant.ts";
import { OUTSIDE } from "./outside.ts";
import { STORAGES } from "./storages.ts";

/**
 * The bugs beyond the twelve: those found while the core was written, and those that reviewers
 * found or put in.
 */
export const MORE: readonly Mutant[] = [
  ...MORE_MONEY,
  ...MORE_ONCE,
  ...MORE_ROADS,
  ...OUTSIDE,
  ...CONFIRMATION,
  ...LIMITS,
  ...MORE_OUTSIDE,
  ...STORAGES,
];
