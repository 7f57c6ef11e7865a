import type { Mount } from "./mount.ts";

/** What every mount must pass, over real HTTP and against the local Dodo. */
export interface Journey {
  name: string;
  run(mount: Mount): Promise<void>;
}
