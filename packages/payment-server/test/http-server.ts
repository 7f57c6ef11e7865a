/** A service behind a real HTTP server, for commands that run as processes of their own. */
import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";

/** A listening server; `url` has no slash at its end. */
export interface HttpServer {
  url: string;
  /** The method and the path of each request, in order. */
  requests: string[];
  close(): void;
}

/** Starts a server that answers with `fetch`, on a free port of loopback. */
export async function serve(fetch: (request: Request) => Promise<Response>): Promise<HttpServer> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    requests.push(`${method} ${url}`);
    const body = method === "POST" ? (Readable.toWeb(incoming) as ReadableStream) : null;
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: headers as Record<string, string>,
      body,
      duplex: "half",
    } as RequestInit);
    void fetch(request).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => void server.close() };
}
