/** Whether a `fetch` of a host is answered by the local Dodo, refused, or sent on unchanged. */
export type HostRule = "local" | "refused" | "other";

// The hosts where real money moves: the API, the checkout page and the customer portal.
const live_hosts: ReadonlySet<string> = new Set([
  "live.dodopayments.com",
  "checkout.dodopayments.com",
  "customer.dodopayments.com",
]);

/**
 * Returns the rule for a host: `local` for every `test.…` host of Dodo, `refused` for the hosts
 * where real money moves, and `other` for all others, such as Dodo's documentation and website.
 */
export function ruleFor(hostname: string): HostRule {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (live_hosts.has(name)) return "refused";
  return name.startsWith("test.") && name.endsWith(".dodopayments.com") ? "local" : "other";
}

/** Returns the sentence that a request to a live host is refused with. */
export function refusal(hostname: string): string {
  return `${hostname} is a live host of Dodo Payments, and this process runs on the local Dodo: set environment to "test_mode" (the SDK's default is live_mode), or start it without @x/dodo-emulator/register`;
}
