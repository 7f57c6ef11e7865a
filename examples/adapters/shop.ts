// Starts a shop on an adapter in a process of its own, behind `@x/dodo-emulator/register`.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** The adapters that `server.ts` knows. */
export const ADAPTERS = ["better-auth", "express", "hono", "nextjs"] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** A running shop, and the local Dodo in its process. */
export interface Shop {
  url: string;
  dodo_url: string;
  /** Returns what the process has printed. */
  output(): string;
  /** Returns the events that the adapter called its handler with. */
  heard(): Promise<string[]>;
  /** Opens a checkout through the adapter; resolves to the answer. */
  checkout(amount: number): Promise<{ status: number; checkout_url: string }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a program with `register` loaded first, and waits until it listens. */
export async function startShop(
  adapter: Adapter,
  {
    command = process.execPath,
    flags = ["--import", "@x/dodo-emulator/register"],
    env = {},
  }: { command?: string; flags?: string[]; env?: Record<string, string> } = {},
): Promise<Shop> {
  const [port, dodo_port] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(command, [...flags, "server.ts", adapter], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: String(port),
      DODO_EMULATOR_PORT: String(dodo_port),
      DODO_EMULATOR_WEBHOOK_URL: `${url}/webhook`,
      ...env,
    },
  });
  const output = await listening(child);
  return {
    url,
    output,
    dodo_url: `http://127.0.0.1:${dodo_port}`,
    heard: async () => (await (await fetch(`${url}/heard`)).json()) as string[],
    checkout: (amount) => checkout(url, amount),
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function checkout(url: string, amount: number) {
  const body = JSON.stringify({
    product_cart: [{ product_id: "pdt_topup", quantity: 1, amount }],
    customer: { email: "ada@example.com", name: "Ada" },
  });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/checkout`, { method: "POST", headers, body });
  const text = await response.text();
  const links = text.startsWith("{") ? (JSON.parse(text) as Record<string, string>) : {};
  return { status: response.status, checkout_url: links["checkout_url"] ?? links["url"] ?? text };
}

async function listening(child: ChildProcess): Promise<() => string> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (text: Buffer): void => {
      output += String(text);
      if (output.includes("listening")) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the shop exited with ${code}\n${output}`)));
  });
  return () => output;
}

/** Resolves to a port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
