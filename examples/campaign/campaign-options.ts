import type { Mode, Where } from "./database.ts";

export interface CampaignOptions {
  where: Where;
  mode: Mode;
  /** The minimum number of delivery attempts before the campaign winds down. */
  deliveries: number;
  /**
   * The number of processes that are killed, at each step in turn. A process that does not pass its
   * step is killed at any moment.
   */
  kills: number;
  /** The minimum number of different steps at which a process must be killed. */
  steps: number;
  /**
   * The number of processes that are frozen for longer than a lease (SIGSTOP), and resumed after
   * others have taken over.
   */
  freezes: number;
  /**
   * `false`: Dodo's API never fails and no connection is cut; duplicates, reordering and losses
   * remain.
   */
  faults: boolean;
  seed: number;
  /**
   * Whether the end waits until leases expire by the database's clock. Otherwise that clock is
   * moved, which takes seconds instead of a minute.
   */
  real_leases: boolean;
}
