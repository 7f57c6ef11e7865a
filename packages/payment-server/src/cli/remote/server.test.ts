import { describe, expect, test } from "vitest";
import { serve, type HttpServer } from "../../../test/http-server.ts";
import { UsageError } from "../usage-error.ts";
import { connect } from "./server.ts";

/** Answers every request with this body and status. */
async function answering(body: string, status = 200): Promise<HttpServer & Disposable> {
  const server = await serve(async () => new Response(body, { status }));
  return { ...server, [Symbol.dispose]: () => server.close() };
}

/** Returns what a GET to a server throws that answers so. */
async function refusal(body: unknown, status: number): Promise<unknown> {
  using server = await answering(typeof body === "string" ? body : JSON.stringify(body), status);
  return await connect(`${server.url}/pay`, "token", false)
    .get("/check")
    .catch((error: unknown) => error);
}

describe("an address cannot be used:", () => {
  test.each([
    [undefined, "with --url, such as https://shop.example/v1/payment, or set PAYMENT_URL."],
    ["", "or set PAYMENT_URL."],
    ["shop.example/v1/payment", "--url must be the http or https address of the payment routes"],
    ["ftp://shop.example", "--url must be the http or https address of the payment routes"],
    ["https://ada@shop.example", "--url may not have a user or a password in it"],
    ["https://:s3cret@shop.example", "--url may not have a user or a password in it"],
  ])("%s", (url, sentence) => {
    expect(() => connect(url, "token", false)).toThrow(UsageError);
    expect(() => connect(url, "token", false)).toThrow(sentence);
    expect(() => connect(url, "token", false)).not.toThrow(/s3cret/);
  });
});

describe("a token cannot be used:", () => {
  test.each([
    [undefined, "Give the token of an administrator with --token, or set PAYMENT_TOKEN."],
    ["", "Give the token of an administrator"],
    ["two words", "The token has a space or a character that a header cannot carry"],
    ["line\n", "The token has a space or a character that a header cannot carry"],
    ["tökén", "The token has a space or a character that a header cannot carry"],
  ])("%j", (token, sentence) => {
    expect(() => connect("https://shop.example", token, false)).toThrow(UsageError);
    expect(() => connect("https://shop.example", token, false)).toThrow(sentence);
  });
});

test("a request goes below the address, without parameters that have no value", async () => {
  const seen: [string, string | null, string][] = [];
  const server = await serve(async (request) => {
    const body = request.method === "POST" ? await request.text() : "";
    seen.push([request.method, request.headers.get("authorization"), body]);
    return Response.json({});
  });
  const client = connect(`${server.url}/pay/?a=1#b`, "s3cret", false);
  await client.get("/payments", { status: "held", cursor: undefined, user_id: "a b&c" });
  await client.get("/check");
  await client.post("/reconcile", { limit: 5 });
  server.close();
  expect(server.requests).toEqual([
    "GET /pay/payments?status=held&user_id=a+b%26c",
    "GET /pay/check",
    "POST /pay/reconcile",
  ]);
  expect(seen).toEqual([
    ["GET", "Bearer s3cret", ""],
    ["GET", "Bearer s3cret", ""],
    ["POST", "Bearer s3cret", '{"limit":5}'],
  ]);
});

test("the texts of an answer are no commands to a terminal, unless they are wanted exactly", async () => {
  using server = await answering(JSON.stringify({ id: "a\u001b[2J", list: ["\u0007"] }));
  const read = async (exact: boolean): Promise<unknown> =>
    await connect(server.url, "token", exact).get("/check");
  expect(await read(false)).toEqual({ id: "a?[2J", list: ["?"] });
  expect(await read(true)).toEqual({ id: "a\u001b[2J", list: ["\u0007"] });
});

describe("an error of the server is one sentence with the fix:", () => {
  test.each([
    ["the token", { error: "Sign in first.", code: "unauthorized" }, 401, "check --token or"],
    ["the rights", { error: "There is nothing here.", code: "not_found" }, 404, "{ admin: true }"],
    [
      "the path",
      { error: "the payment routes are below `/v1/payment`.", code: "not_found" },
      404,
      "the payment routes are below `/v1/payment`. The command called",
    ],
    [
      "any other",
      { error: "It is not held.", code: "release_refused" },
      409,
      "It is not held. (release_refused: payment-server explain release_refused)",
    ],
    ["another server", "<html>", 200, "does not answer as a payment server does (HTTP 200)"],
    ["a proxy", { message: "bad gateway" }, 502, "as a payment server does (HTTP 502)"],
    ["a number", 7, 200, "as a payment server does (HTTP 200)"],
    ["an empty answer", "", 200, "as a payment server does (HTTP 200)"],
  ])("%s", async (_, body, status, sentence) => {
    expect(await refusal(body, status)).toMatchObject({
      message: expect.stringContaining(sentence),
    });
  });

  test("a code that this version does not know is shown, with the rest of the answer", async () => {
    const error = await refusal({ error: "New.", code: "brand_new", topup: { credits: 5 } }, 409);
    expect(error).toMatchObject({
      code: "internal",
      message: "New. (brand_new: payment-server explain brand_new)",
      details: { topup: { credits: 5 } },
    });
    expect(await refusal({ error: "No.", code: "constructor" }, 409)).toMatchObject({
      code: "internal",
    });
  });

  test("its text is no command to a terminal", async () => {
    const error = await refusal({ error: "No\u001b[2J.", code: "busy" }, 409);
    expect(error).toMatchObject({ code: "busy", message: expect.stringContaining("No?[2J.") });
  });

  test("a server that is not there, and one that sends us elsewhere", async () => {
    const server = await answering("");
    server.close();
    await expect(connect(server.url, "token", false).get("/check")).rejects.toThrow(
      `${server.url} cannot be reached: check --url or PAYMENT_URL, and that the server runs.`,
    );
    const elsewhere = await serve(
      async () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } }),
    );
    await expect(connect(elsewhere.url, "token", false).get("/check")).rejects.toThrow(
      "cannot be reached",
    );
    elsewhere.close();
  });
});
