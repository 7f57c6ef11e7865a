// Starts the server as a process of its own and waits until it says where it listens.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Shop {
  url: string;
  stop(): Promise<void>;
}

/** Throws with what the server printed if it ends before it listens. */
export async function startShop(variables: Record<string, string>): Promise<Shop> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("server.ts", import.meta.url))], {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: string): void => {
      printed += chunk;
      const found = /shop on (http:\S+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("exit", (code) => reject(new Error(`the shop ended with ${code}:\n${printed}`)));
  });
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
