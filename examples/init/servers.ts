// Servers that mount the written routes, which the owner of a project adds.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Generated } from "./generated.ts";

const SAY = "console.log(`shop on http://localhost:${port}`);";

/** The server of each framework that runs without a build. */
export const SERVERS: Readonly<Record<string, string>> = {
  hono: `import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { paymentRoutes } from "./payments/routes.ts";
const app = new Hono().route("/", paymentRoutes);
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" }, ({ port }) => ${SAY.slice(0, -1)});
`,
  express: `import express from "express";
import { paymentRoutes } from "./payments/routes.ts";
const app = express().use(paymentRoutes).use(express.json());
const server = app.listen(Number(process.env.PORT), "127.0.0.1", () => { const { port } = server.address() as { port: number }; ${SAY} });
`,
  bun: `import { paymentRoutes } from "./payments/routes.ts";
const { port } = Bun.serve({ port: Number(process.env.PORT), hostname: "127.0.0.1", routes: paymentRoutes, fetch: () => new Response(null, { status: 404 }) });
${SAY}
`,
};

/** Writes the server of a framework into a project. */
export function writeServer(project: Generated, framework: string): void {
  writeFileSync(join(project.folder, "server.ts"), SERVERS[framework] ?? "");
}
