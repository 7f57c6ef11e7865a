// Acts as the API Gateway in front of a Lambda function: it listens, turns each request for a
// payment route into an event, and passes all other requests to the shop. The arguments are the
// module of the function, the kind of the gateway, and the path of its stage.
import { createServer, type IncomingMessage } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { announce, port, shop } from "./shop.ts";

interface Result {
  statusCode: number;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded?: boolean;
}

const [module = "", kind = "", stage = ""] = process.argv.slice(2);
const { handler } = (await import(module)) as {
  handler(event: object, context: object): Promise<Result>;
};

/** Makes the event of each kind of gateway from a request whose path has no stage. */
const EVENTS: Record<string, (request: Request, body: string) => object> = {
  /**
   * A REST API: the stage is in `requestContext.path` and not in `path`.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
   */
  rest: (request, body) => {
    const { pathname, searchParams, hostname } = new URL(request.url);
    return {
      resource: "/{proxy+}",
      path: pathname,
      httpMethod: request.method,
      headers: { ...Object.fromEntries(request.headers), Host: hostname },
      multiValueHeaders: Object.fromEntries(
        [...request.headers].map(([name, value]) => [name, [value]]),
      ),
      queryStringParameters: Object.fromEntries(searchParams),
      multiValueQueryStringParameters: Object.fromEntries(
        [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
      ),
      body,
      isBase64Encoded: true,
      requestContext: {
        stage: stage.slice(1),
        path: `${stage}${pathname}`,
        domainName: hostname,
        httpMethod: request.method,
      },
    };
  },
  /**
   * An HTTP API or a function URL, payload version 2.0: a named stage is in `rawPath`.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
   */
  http: (request, body) => {
    const { pathname, search, hostname } = new URL(request.url);
    return {
      version: "2.0",
      routeKey: "$default",
      rawPath: `${stage}${pathname}`,
      rawQueryString: search.slice(1),
      headers: { ...Object.fromEntries(request.headers), host: hostname },
      body,
      isBase64Encoded: true,
      requestContext: {
        stage: stage === "" ? "$default" : stage.slice(1),
        domainName: hostname,
        http: { method: request.method, path: `${stage}${pathname}` },
      },
    };
  },
};

async function answer(request: Request): Promise<Response> {
  if (!new URL(request.url).pathname.startsWith("/v1/payment/")) return await shop(request);
  const body = Buffer.from(await request.arrayBuffer()).toString("base64");
  const result = await handler(EVENTS[kind]?.(request, body) ?? {}, {});
  const headers = new Headers(result.headers);
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {}))
    for (const value of values) headers.append(name, value);
  const bytes = Buffer.from(result.body, result.isBase64Encoded === true ? "base64" : "utf8");
  return new Response(bytes, { status: result.statusCode, headers });
}

const listener = getRequestListener(answer, { overrideGlobalObjects: false });
const server = createServer(async (request: IncomingMessage, response) => {
  // The address of the gateway has the stage; what the events say of it depends on their kind.
  request.url = request.url?.slice(stage.length) ?? "/";
  await listener(request, response);
});
server.listen(port, "127.0.0.1", () => announce(server.address(), stage));
