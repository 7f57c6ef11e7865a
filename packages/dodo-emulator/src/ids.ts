const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// The moment from which Svix's ids count the seconds: 13 May 2014. Svix sends Dodo's webhooks.
// https://github.com/segmentio/ksuid
const ksuid_epoch = 1_400_000_000;

/**
 * Returns an id in Dodo's form: the prefix, an underscore and 21 characters that begin with `0N`
 * and sort by time, as the ids in published deliveries of 2026 do. `now` is in milliseconds.
 */
export function newId(prefix: string, now: number): string {
  let random = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(12)))
    random += alphabet.charAt(byte % alphabet.length);
  return `${prefix}_0N${base62(BigInt(Math.floor(now)), 7)}${random}`;
}

/**
 * Returns the id of a webhook message: `msg_` and a KSUID of 27 characters, as in a delivery that
 * was published in March 2026. `now` is in milliseconds.
 */
export function newMessageId(now: number): string {
  let value = BigInt(Math.max(0, Math.floor(now / 1000) - ksuid_epoch));
  for (const byte of crypto.getRandomValues(new Uint8Array(16)))
    value = value * 256n + BigInt(byte);
  return `msg_${base62(value, 27)}`;
}

function base62(value: bigint, length: number): string {
  let text = "";
  for (let left = value; text.length < length; left /= 62n)
    text = alphabet.charAt(Number(left % 62n)) + text;
  return text;
}
