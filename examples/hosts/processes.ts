// Runs the host in a separate process, which the suite kills.
import { fork } from "node:child_process";
import { once } from "node:events";
import type { HostUnderTest } from "@x/payment-server/testing";
import { bundle } from "./bundle.ts";
import type { Recipe } from "./recipes.ts";

const program = await bundle(new URL("worker.ts", import.meta.url));

/** Starts processes of this runtime that run the recipe on the data at `where`. */
export function inProcess(recipe: Recipe, where: string): NonNullable<HostUnderTest["inProcess"]> {
  return {
    async start() {
      const worker = fork(program, [recipe, where], { execArgv: [] });
      const gone = once(worker, "exit");
      const [said, signal] = await Promise.race([once(worker, "message"), gone]);
      if (said !== "ready")
        throw new Error(
          `the process of ${recipe} ended with ${String(said ?? signal)} before it was ready`,
        );
      return {
        finish: (topup_id) => void worker.send(topup_id),
        async kill() {
          worker.kill("SIGKILL");
          await gone;
        },
      };
    },
  };
}
