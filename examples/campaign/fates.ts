// Plans which process is killed or frozen, and at which step.
import type { Dice } from "./dice.ts";
import { FREEZING_STEPS, stepsOf, type Fate } from "./steps.ts";
import type { CampaignOptions } from "./campaign-options.ts";

/** Plans a kill at each step in turn, with the freezes spread among them. */
export function planFates(
  { deliveries, kills, freezes, mode, real_leases }: CampaignOptions,
  dice: Dice,
  goesOnKilling: () => boolean,
): () => Fate | null {
  const every = freezes === 0 ? Infinity : Math.max(1, Math.floor((kills + freezes) / freezes));
  const [killing, freezing] = [stepsOf(mode), FREEZING_STEPS[mode]];
  const passes = real_leases ? Math.max(8, deliveries / kills) : SHORT_PASSES;
  let [dealt, frozen] = [0, 0];
  return () => {
    if (frozen < freezes && (dealt + frozen + 1) % every === 0) {
      frozen += 1;
      return {
        step: freezing[frozen % freezing.length] ?? "answer ready",
        nth: 1 + dice.below(3),
        signal: "SIGSTOP",
      };
    }
    if (!goesOnKilling()) return null;
    dealt += 1;
    return {
      step: killing[dealt % killing.length] ?? "answer ready",
      nth: 1 + dice.below(passes),
      signal: "SIGKILL",
    };
  };
}

/** The number of times that a short-lived process passes a step at most. */
const SHORT_PASSES = 3;
