// Shows for each framework that is installed here whether it removes a prefix from the path of a
// request before the handler sees it. Those with a folder in `projects` are built with theirs.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Elysia } from "elysia";
import Fastify from "fastify";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";

type Handler = (request: Request) => Promise<Response>;
/** Mounts the handler below `/pay` and returns the address of the server. */
type MountBelow = (handler: Handler) => Promise<string>;

const listenerOf = (handler: (request: Request) => Response | Promise<Response>): RequestListener =>
  getRequestListener(handler, { overrideGlobalObjects: false });

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const REMOVES: Record<string, MountBelow> = {
  "Hono, mount(path)": async (handler) =>
    await listen(listenerOf(new Hono().mount("/pay", handler).fetch)),
  "Elysia, mount(path)": async (handler) =>
    await listen(listenerOf(new Elysia().mount("/pay", handler).fetch)),
};

const KEEPS: Record<string, MountBelow> = {
  "Hono, basePath(path)": async (handler) =>
    await listen(
      listenerOf(new Hono().basePath("/pay").all("/v1/payment/*", (c) => handler(c.req.raw)).fetch),
    ),
  "Hono, route(path)": async (handler) => {
    const own = new Hono().all("/v1/payment/*", (c) => handler(c.req.raw));
    return await listen(listenerOf(new Hono().route("/pay", own).fetch));
  },
  "Elysia, prefix": async (handler) => {
    const own = new Elysia({ prefix: "/pay" });
    own.all("/v1/payment/*", ({ request }) => handler(request), { parse: "none" });
    return await listen(listenerOf(own.fetch));
  },
  "Fastify, prefix": async (handler) => {
    const app = Fastify();
    const listener = listenerOf(handler);
    app.register(
      async (own) =>
        own.all("/v1/payment/*", (request, reply) => listener(request.raw, reply.hijack().raw)),
      { prefix: "/pay" },
    );
    onTestFinished(async () => await app.close());
    return await app.listen({ port: 0, host: "127.0.0.1" });
  },
};

/** Returns the path that the handler sees when a buyer asks for a route below the prefix. */
async function seenBy(mountBelow: MountBelow): Promise<string> {
  const address = await mountBelow(async ({ url }) => new Response(new URL(url).pathname));
  return await (await fetch(`${address}/pay/v1/payment/methods`)).text();
}

test.each(Object.entries(REMOVES))(
  "[F18] %s removes the prefix, which belongs into base_url",
  async (_, mountBelow) => {
    expect(await seenBy(mountBelow)).toBe("/v1/payment/methods");
  },
);

test.each(Object.entries(KEEPS))(
  "[F18] %s keeps the prefix, which belongs into base_path",
  async (_, mountBelow) => {
    expect(await seenBy(mountBelow)).toBe("/pay/v1/payment/methods");
  },
);
