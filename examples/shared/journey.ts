import type { Mount } from "./mount.ts";

/** A journey is run against every mount, over real HTTP and with the local Dodo. */
export interface Journey {
  name: string;
  run(mount: Mount): Promise<void>;
}
