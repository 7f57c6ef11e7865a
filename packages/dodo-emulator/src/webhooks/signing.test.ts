import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { createDodoEmulator } from "../emulator.ts";

const old_key = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLTAwMDE=";
const new_key = "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=";

test("a signed request verifies, with an object written as JSON and a string taken as it is", async () => {
  const dodo = createDodoEmulator();
  for (const body of [{ type: "x", amount: 1 }, '{ "amount": 1.0 }']) {
    const request = dodo.signedRequest(body);
    const text = await request.text();
    expect(text).toBe(typeof body === "string" ? body : JSON.stringify(body));
    expect(new Webhook(dodo.webhook_key).verify(text, Object.fromEntries(request.headers))).toEqual(
      JSON.parse(text),
    );
  }
});

test("a signed request takes an id, a time, a key and a target", async () => {
  const dodo = createDodoEmulator({ webhook_url: "http://shop.test/hook" });
  expect(dodo.signedRequest({}).url).toBe("http://shop.test/hook");
  const request = dodo.signedRequest(
    {},
    { webhook_id: "msg_1", timestamp: 1_790_000_000, keys: [old_key], url: "http://other.test/" },
  );
  expect(request.url).toBe("http://other.test/");
  expect(Object.fromEntries(request.headers)).toEqual({
    "content-type": "application/json",
    "webhook-id": "msg_1",
    "webhook-timestamp": "1790000000",
    "webhook-signature": new Webhook(old_key).sign("msg_1", new Date(1_790_000_000_000), "{}"),
  });
});

test("during a rotation each key verifies by itself", async () => {
  const dodo = createDodoEmulator({ webhook_key: [new_key, old_key] });
  expect(dodo.webhook_key).toBe(new_key);
  const headers = dodo.sign({ body: "{}" });
  expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
  for (const key of [new_key, old_key]) expect(new Webhook(key).verify("{}", headers)).toEqual({});
});

test.each([
  "whsec_",
  "whsec_dG9vc2hvcnQ=",
  "whsec_***",
  `whsec_${"A".repeat(33)}`,
  "secret",
  new_key.slice(6),
  [],
])("%j is refused as a signing key", (webhook_key) => {
  expect(() => createDodoEmulator({ webhook_key })).toThrow(TypeError);
});
