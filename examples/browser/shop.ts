// The site that a checkout returns to, and an attacking site. Their pages show where the browser
// is.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Shop {
  url: string;
  close(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://shop.test");
    const form = `<form method="post" action="${searchParams.get("to") ?? ""}"><input name="id" value="${searchParams.get("id") ?? ""}"><button>Win</button></form>`;
    // An empty icon is linked, so that browsers do not request one.
    response
      .setHeader("content-type", "text/html; charset=utf-8")
      .end(
        `<!doctype html><link rel="icon" href="data:,"><title>Shop</title><p>${pathname}</p>${pathname === "/attack" ? form : ""}`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
