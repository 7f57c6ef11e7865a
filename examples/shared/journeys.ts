// The journeys that every mount must pass, over real HTTP and against the local Dodo.
import type { Journey } from "./journey.ts";
import { purchaseJourneys } from "./purchase-journeys.ts";
import { troubleJourneys } from "./trouble-journeys.ts";

export type { Journey } from "./journey.ts";

export const journeys: readonly Journey[] = [...purchaseJourneys, ...troubleJourneys];

/**
 * The two journeys of a purchase: the webhook arrives, and it is lost. They are for frameworks that
 * only differ from another mount in how they pass requests on.
 */
export const purchases: readonly Journey[] = journeys.filter(({ name }) =>
  /^\[(C01|O04)\]/.test(name),
);
