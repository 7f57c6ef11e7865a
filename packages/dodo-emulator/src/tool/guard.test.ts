import { describe, expect, test } from "vitest";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { press } from "../../test/visits.ts";
import { isLoopback } from "../loopback.ts";

/** Opens the tool page under an address that a browser has in its address bar. */
async function open({ dodo }: Bench, url: string): Promise<number> {
  return (await dodo.fetch(new Request(url))).status;
}

describe("the page is shown to this machine", () => {
  test.each([
    "http://dodo.localhost/",
    "http://localhost/",
    "http://localhost:4400/",
    "http://LOCALHOST:4400/",
    "http://127.0.0.1:4400/",
    "http://127.1.2.3/",
    "http://[::1]:4400/",
    "http://shop.localhost:1/",
  ])("under %s", async (url) => {
    expect(await open(createBench(), url)).toBe(200);
  });

  test.each([
    "http://evil.example:4400/",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://evillocalhost/",
    "http://192.168.0.7:4400/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://128.0.0.1/",
  ])("and not under %s, which says nothing of the keys", async (url) => {
    const bench = createBench();
    const answer = await bench.dodo.fetch(new Request(url));
    const text = await answer.text();
    expect(answer.status).toBe(403);
    expect(text).toContain("the tool page is shown on this machine only");
    for (const secret of [bench.dodo.api_key, bench.dodo.webhook_key])
      expect(text).not.toContain(secret);
  });

  test("under the address of a public listener as well, since that was meant", async () => {
    const bench = createBench();
    const { url, close } = await bench.dodo.listen({ hostname: "0.0.0.0", allow_public: true });
    expect(await open(bench, `${url}/`)).toBe(200);
    expect(await open(bench, "http://evil.example/")).toBe(403);
    await close();
  });
});

describe("a button is pressed", () => {
  async function pressed(headers: Record<string, string>): Promise<string | null | undefined> {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), {
      result: "processing",
    });
    const { status, text } = await press(bench, "succeed", { id: payment_id }, headers);
    expect(
      status === 303 || (status === 403 && text.includes("this form was sent from another site")),
    ).toBe(true);
    return (await bench.sdk.payments.retrieve(payment_id)).status;
  }

  test.each([
    ["the page itself", { origin: "http://dodo.localhost" }],
    ["the page, in a browser that says so", { "sec-fetch-site": "same-origin" }],
    [
      "the page, in a browser that says both",
      { origin: "http://dodo.localhost", "sec-fetch-site": "same-origin" },
    ],
    ["a script on this machine", {}],
  ])("by %s", async (_, headers) => {
    expect(await pressed(headers)).toBe("succeeded");
  });

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["a sandboxed frame", { origin: "null" }],
    ["the same name with https", { origin: "https://dodo.localhost" }],
    ["another port", { origin: "http://dodo.localhost:81" }],
    ["another name of this machine", { origin: "http://localhost" }],
    ["an empty origin", { origin: "" }],
    ["a sibling", { "sec-fetch-site": "same-site" }],
    ["a foreign page", { "sec-fetch-site": "cross-site" }],
    ["a bookmark", { "sec-fetch-site": "none" }],
    [
      "a page that lies about one of the two",
      { origin: "http://dodo.localhost", "sec-fetch-site": "cross-site" },
    ],
    [
      "a page that lies about the other",
      { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    ],
  ])("and not by %s", async (_, headers) => {
    expect(await pressed(headers)).toBe("processing");
  });

  test.each(["PUT", "DELETE", "PATCH"])("and not with %s by another site", async (method) => {
    const { dodo } = createBench();
    const answer = await dodo.fetch(
      new Request(`${dodo.url}/`, { method, headers: { origin: "https://evil.example" } }),
    );
    expect(answer.status).toBe(403);
  });

  test("HEAD shows the page without its text", async () => {
    const { dodo } = createBench();
    const answer = await dodo.fetch(
      new Request(`${dodo.url}/`, { method: "HEAD", headers: { origin: "https://evil.example" } }),
    );
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });
});

test("the page sends a referrer to its own origin only", async () => {
  const { dodo } = createBench();
  const { headers } = await dodo.fetch(new Request(`${dodo.url}/`));
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

describe("a loopback name", () => {
  test.each([
    ["localhost", true],
    ["LocalHost", true],
    ["a.localhost", true],
    ["::1", true],
    ["[::1]", true],
    ["127.0.0.1", true],
    ["127.255.255.255", true],
    ["", false],
    ["local", false],
    ["localhost.", false],
    ["xlocalhost", false],
    ["localhost.test", false],
    ["127.0.0", false],
    ["127.0.0.1.test", false],
    ["0.0.0.0", false],
    ["::", false],
    ["10.0.0.1", false],
  ])("%j: %s", (hostname, expected) => {
    expect(isLoopback(hostname)).toBe(expected);
  });

  test.each(["0.0.0.0", "::", "shop.example", "192.168.0.7"])(
    "is what listen() wants, not %s",
    async (hostname) => {
      const { dodo } = createBench();
      await expect(dodo.listen({ hostname })).rejects.toThrow(
        `listen() on ${hostname} would let others in: use 127.0.0.1, or set allow_public if you mean it`,
      );
      expect(dodo.url).toBe("http://dodo.localhost");
    },
  );

  test.each([
    ["localhost", /^http:\/\/localhost:\d+$/],
    ["127.0.0.1", /^http:\/\/127\.0\.0\.1:\d+$/],
  ])("may be listened on: %s", async (hostname, url) => {
    await using dodo = createBench().dodo;
    expect((await dodo.listen({ hostname })).url).toMatch(url);
    expect((await fetch(`${dodo.url}/`)).status).toBe(200);
  });
});
