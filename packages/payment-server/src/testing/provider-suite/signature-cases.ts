/** Cases about verifying a delivery before it is parsed: a forged or an old delivery is refused. */
import { needPart } from "../register.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import type { RawDelivery } from "./account.ts";
import { providerCase, type ProviderCase } from "./case.ts";
import {
  announced,
  bytesOf,
  expectForged,
  read,
  refusalOf,
  textOf,
  withHeader,
} from "./delivery.ts";

const HOUR_MS = 3_600_000;

/**
 * The distance between two flipped bits, in bits. It is an odd number, so the flipped bits of a
 * long body include every position in a byte.
 */
const STRIDE = 61;

/** The cases about the signature of a delivery. */
export const signatureCases: readonly ProviderCase[] = [
  // Parsing and serializing a body may change its bytes, so the raw bytes must be verified.
  providerCase("the signature covers the bytes as they arrived", async (bench) => {
    const { account, provider } = bench;
    const { delivery } = await announced(bench);
    const text = textOf(delivery.body);
    for (const odd of [
      ` ${text}\n`,
      text.replace("{", '{ "n\\u00f6te" : 1.0, "nöte2" : "\\/", '),
    ]) {
      const signed = account.sign(bytesOf(odd), "ours");
      expectFields(
        read(provider, signed),
        { signed: true, subject: "payment" },
        "a delivery with odd spaces, numbers and escapes",
      );
      expectForged(
        provider,
        { ...signed, body: bytesOf(JSON.stringify(JSON.parse(odd))) },
        "the same body, parsed and written again",
      );
    }
  }),

  providerCase("one changed bit of the body is refused", async (bench) => {
    const { delivery } = await announced(bench);
    for (let bit = 0; bit < delivery.body.length * 8; bit += STRIDE) {
      const body = delivery.body.slice();
      body.set([(body[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
      expectForged(
        bench.provider,
        { ...delivery, body },
        `a delivery whose bit ${bit} of the body was changed`,
      );
    }
  }),

  // If the headers were not signed, an old body could be sent again with a new event id or time.
  providerCase(
    "one changed character of a signed header, or one that is missing, is refused",
    async (bench) => {
      const { delivery } = await announced(bench);
      const { signed_headers } = bench.account;
      expectEqual(
        signed_headers.length > 0,
        true,
        "whether `signed_headers` names a header, such as that of the time",
      );
      for (const name of signed_headers) {
        const value = delivery.headers.get(name) ?? "";
        for (let at = 0; at < value.length; at += 1) {
          const changed =
            value.slice(0, at) +
            String.fromCharCode(value.charCodeAt(at) ^ 1) +
            value.slice(at + 1);
          expectForged(
            bench.provider,
            withHeader(delivery, name, changed),
            `a delivery with ${name}: ${changed} instead of ${value}`,
          );
        }
        expectForged(
          bench.provider,
          withHeader(delivery, name, null),
          `a delivery without ${name}`,
        );
      }
    },
  ),

  providerCase("a stranger's signature, another delivery's or none is refused", async (bench) => {
    const { delivery, bought } = await announced(bench);
    const other = await bench.account.deliver("other", bought.provider_payment_id);
    expectForged(
      bench.provider,
      bench.account.sign(delivery.body, "a_stranger's"),
      "a delivery signed by a stranger",
    );
    expectForged(
      bench.provider,
      { headers: other.headers, body: delivery.body },
      "a delivery under the headers of another",
    );
    expectForged(
      bench.provider,
      { headers: new Headers(), body: delivery.body },
      "a delivery without headers",
    );
  }),

  // The signature of a recorded delivery stays valid, so its age must be checked as well.
  providerCase(
    "a delivery that is an hour old or an hour ahead is refused, by the clock of the runtime",
    async (bench) => {
      const { bought } = await announced(bench);
      const sent = async (after_ms: number): Promise<RawDelivery> =>
        await bench.account.deliver(
          "payment",
          bought.provider_payment_id,
          bench.time.now + after_ms,
        );
      expectForged(
        bench.provider,
        await sent(-HOUR_MS),
        "a delivery of an hour ago, which may be a recorded one",
      );
      expectForged(bench.provider, await sent(HOUR_MS), "a delivery of the next hour");
      expectFields(
        read(bench.provider, await sent(-10_000)),
        { signed: true },
        "a delivery of ten seconds ago",
      );
      const now = await sent(0);
      bench.time.now += HOUR_MS;
      expectForged(
        bench.provider,
        now,
        "a delivery that was kept for an hour; read the time from `runtime.clock()`",
      );
    },
  ),

  // A stranger's body must not reach the parser, and a parse error must not become a status 500.
  providerCase(
    "a body that is no JSON object is invalid_json when it is genuine, and only then",
    async ({ account, provider }) => {
      for (const text of ["", "{", "null", "[]", '"text"', "7"]) {
        const what = `the body ${JSON.stringify(text)}`;
        expectEqual(
          refusalOf(provider, account.sign(bytesOf(text), "ours"), what),
          "invalid_json",
          `the code for ${what}, with a genuine signature`,
        );
        expectForged(
          provider,
          account.sign(bytesOf(text), "a_stranger's"),
          `${what}, signed by a stranger; verify before you parse`,
        );
      }
      const bytes = Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d);
      const code = refusalOf(provider, account.sign(bytes, "ours"), "a body that is not UTF-8");
      expectEqual(
        ["invalid_json", "invalid_signature"].includes(code),
        true,
        `whether ${code} is a code for a body that is not UTF-8`,
      );
    },
  ),

  // Without a signing key a delivery cannot be verified, so it must be returned as not signed. The
  // core then queries the API instead of trusting the body.
  providerCase(
    "without a signing key no delivery is believed (where `unsigned` is given)",
    async (bench) => {
      needPart(bench.unsigned, "unsigned");
      const { delivery } = await announced(bench);
      const provider = bench.make(bench.unsigned);
      expectFields(
        read(provider, delivery),
        { signed: false, subject: "payment" },
        "a delivery that cannot be verified",
      );
      expectFields(
        read(provider, bench.account.sign(delivery.body, "a_stranger's")),
        { signed: false },
        "a stranger's",
      );
    },
  ),
];
