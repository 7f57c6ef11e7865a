// A forged delivery must cost little: hashing 256 KiB in JavaScript takes milliseconds for each
// key, so the headers are checked first.
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test, vi } from "vitest";
import { keyOf, signature, signedHeaders } from "../../../test/signing.ts";
import { BASE, createWorld, START } from "../../../test/world.ts";

const NOW = String(START / 1_000);
const KEYS = [keyOf(32, 1), keyOf(32, 2)];
const BODY = JSON.stringify({ type: "payment.succeeded", data: {} }).padEnd(256 * 1_024);
const RIGHT = `v1,${"Ab0+/".repeat(9).slice(0, 43)}=`;
const GENUINE = signature(keyOf(32, 2), "msg_a", NOW, BODY);

afterEach(() => void vi.restoreAllMocks());

/** The answer's status, and how often a key has signed for it. */
async function post(headers: Record<string, string>): Promise<{ status: number; hashes: number }> {
  await using world = await createWorld({ provider: { webhook_key: KEYS.join(" ") } });
  const sign = vi.spyOn(Webhook.prototype, "sign");
  const { status } = await world.payment.fetch(
    new Request(`${BASE}/webhook`, { method: "POST", body: BODY, headers }),
  );
  expect(await world.allEvents()).toHaveLength(status === 200 ? 1 : 0);
  return { status, hashes: sign.mock.calls.length };
}

async function postSigned(webhook_signature: string): Promise<{ status: number; hashes: number }> {
  return await post({
    ...signedHeaders(keyOf(32, 1), "msg_a", NOW, BODY),
    "webhook-signature": webhook_signature,
  });
}

test.each([
  ["a short text", "v1,x"],
  ["nothing", ""],
  ["42 characters", `${RIGHT.slice(0, -2)}=`],
  ["44 characters", `${RIGHT.slice(0, -1)}A=`],
  ["no padding", RIGHT.slice(0, -1)],
  ["a letter for the padding", `${RIGHT.slice(0, -1)}A`],
  ["a padding of two", `${RIGHT.slice(0, -2)}==`],
  ["base64 for addresses", RIGHT.replaceAll("+", "-").replaceAll("/", "_")],
  ["another version", RIGHT.replace("v1", "v2")],
  ["the version of a key pair", RIGHT.replace("v1", "v1a")],
  ["no version", RIGHT.slice("v1,".length)],
  ["a letter behind it", `${RIGHT}A`],
  ["a letter before it", `A${RIGHT}`],
  ["a comma between two", `${RIGHT},${RIGHT}`],
  ["eight short texts", Array.from({ length: 8 }, () => "v1,x").join(" ")],
  ["nine of the right shape", Array.from({ length: 9 }, () => RIGHT).join(" ")],
])("[F17] a signature of the wrong shape is 401 and costs no hash: %s", async (_, odd) => {
  expect(await postSigned(odd)).toEqual({ status: 401, hashes: 0 });
});

test.each([1, 2, 8])(
  "[F17] %i forged signatures of the right shape cost one hash for each key",
  async (count) => {
    expect(await postSigned(Array.from({ length: count }, () => RIGHT).join(" "))).toEqual({
      status: 401,
      hashes: 2,
    });
  },
);

test.each([
  ["an id with a dot", "msg_a.1", NOW],
  ["no id", "", NOW],
  ["a timestamp with letters", "msg_a", `${NOW}abc`],
  ["a timestamp of an hour ago", "msg_a", String(Number(NOW) - 3_600)],
])("[F17] %s is 401 and costs no hash", async (_, id, timestamp) => {
  expect(await post(signedHeaders(keyOf(32, 1), id, timestamp, BODY))).toEqual({
    status: 401,
    hashes: 0,
  });
});

test("[F17] the genuine signature is found among others of a wrong shape", async () => {
  expect(await postSigned(`v1,x v1a,${"A".repeat(86)}== ${GENUINE}`)).toEqual({
    status: 200,
    hashes: 2,
  });
});
