/** Cases about creating a checkout page. */
import { needPart } from "../register.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { providerCase, type ProviderCase } from "./case.ts";
import { CALM, failureOf, open, reserve } from "./purchase.ts";

/**
 * The only fields that `openCheckout()` may return, because the core copies every returned field to
 * the stored payment.
 */
const OPENED = [
  "business_id",
  "checkout_url",
  "expires_at",
  "provider_session_id",
  "tax_inclusive",
];
/** How many checkouts are created at the same moment. */
const CROWD = 4;

/** The cases about the creation of a checkout. */
export const checkoutCases: readonly ProviderCase[] = [
  // If a report lacks the session id, the core finds our row by our payment id. If a checkout has
  // no amount, some providers let the buyer choose the amount.
  providerCase(
    "a checkout carries our payment, its amount in US cents, its product and both return addresses",
    async (bench) => {
      const { payment, return_url, cancel_url, session_id } = await open(bench);
      const { payment_id, amount_minor, product_id } = payment;
      const expected = {
        provider_session_id: session_id,
        our_payment_id: payment_id,
        amount_minor,
        currency: "USD",
        product_id,
        return_url,
        cancel_url,
      };
      expectEqual(bench.account.orders(), [expected], "what the provider received, once");
    },
  ),

  // The core compares the product that was paid for with the product of the stored payment. If the
  // page sold another product, the payment would be held.
  providerCase(
    "a checkout is for the product of its payment, even when another is configured since",
    async (bench) => {
      const reserved = reserve(bench);
      const { product_id } = reserved.payment;
      const other = { ...reserved.payment, product_id: bench.unknown.product_id };
      const { code } = await failureOf(
        "openCheckout() for a product that is unknown",
        async () =>
          await bench.provider.openCheckout({ ...reserved, payment: other, signal: CALM }),
      );
      expectEqual(
        ["product_mismatch", "provider_rejected"].includes(code),
        true,
        `whether ${code} says that the product is wrong; create the page for \`payment.product_id\``,
      );
      expectEqual(
        bench.account.orders().filter((order) => order.product_id === product_id),
        [],
        "pages for another product than the payment's",
      );
    },
  ),

  providerCase("a checkout leads to an https page on an allowed host", async (bench) => {
    const { checkout_url } = (await open(bench)).opened;
    const url = URL.canParse(checkout_url) ? new URL(checkout_url) : null;
    const local =
      url?.protocol === "http:" &&
      /^(localhost|127\.0\.0\.1|\[::1\]|[a-z0-9.-]+\.localhost)$/.test(url.hostname);
    const allowed =
      url !== null &&
      bench.checkout_hosts.includes(url.host) &&
      (url.protocol === "https:" || local) &&
      url.username === "";
    if (!allowed)
      throw new Error(
        `the page ${JSON.stringify(checkout_url)} must be https and on one of ${bench.checkout_hosts.join(", ")}; buyers are sent there`,
      );
  }),

  // A compromised or misconfigured API must not send buyers to a page that looks like a checkout.
  providerCase("a page on any other host is refused (where `namePage` is given)", async (bench) => {
    const { account, provider, checkout_hosts } = bench;
    needPart(account.namePage, "namePage");
    const [host = ""] = checkout_hosts;
    for (const page of [
      "https://canary.example/",
      `https://${host}.canary.example/`,
      `https://${host}@canary.example/`,
      `https://canary@${host}/`,
      "http://canary.example/",
      "javascript:canary()",
      "canary",
      "",
    ]) {
      account.namePage(page);
      const { code } = await failureOf(
        `openCheckout() where the API names the page ${JSON.stringify(page)}`,
        async () => await provider.openCheckout({ ...reserve(bench), signal: CALM }),
      );
      expectEqual(
        code,
        "provider_invalid",
        `the code of openCheckout() where the API names the page ${JSON.stringify(page)}`,
      );
    }
  }),

  providerCase(
    "a created checkout has five fields and no others, which are written to the payment",
    async (bench) => {
      const { opened } = await open(bench);
      expectEqual(Object.keys(opened).sort(), OPENED, "the fields of what openCheckout() returns");
      const { provider_session_id, tax_inclusive, business_id, expires_at } = opened;
      expectEqual(
        [typeof tax_inclusive, business_id === null ? "string" : typeof business_id],
        ["boolean", "string"],
        "the types of tax_inclusive, which is never unknown, and business_id",
      );
      if (!/^[A-Za-z0-9_.:-]{1,150}$/.test(provider_session_id))
        throw new Error(
          `the session's id ${JSON.stringify(provider_session_id)} must be 1 to 150 letters, digits, "_", ".", ":" or "-"`,
        );
      if (!Number.isSafeInteger(expires_at) || expires_at <= bench.time.now)
        throw new Error(
          `expires_at ${expires_at} must be Unix milliseconds to come: an expired page is not handed out`,
        );
    },
  ),

  // The core refuses a checkout whose session is already stored on another payment.
  providerCase(
    "each checkout has a session of its own, even several at the same moment",
    async (bench) => {
      const all = await Promise.all(Array.from({ length: CROWD }, async () => await open(bench)));
      expectEqual(
        new Set(all.map(({ session_id }) => session_id)).size,
        CROWD,
        `the sessions of ${CROWD} payments`,
      );
      for (const { session_id, payment } of all) {
        const order = bench.account
          .orders()
          .find(({ provider_session_id }) => provider_session_id === session_id);
        expectFields(
          order,
          { our_payment_id: payment.payment_id },
          "what the provider received for a session",
        );
      }
    },
  ),

  // If the response is lost, the core does not receive the session's id. A second request could
  // create a second page for the same payment.
  providerCase(
    "a checkout whose response is lost is requested once: a second page could be paid too",
    async (bench) => {
      const reserved = reserve(bench);
      // A first checkout fills the caches that a provider may have, so that the next checkout
      // requests only the page.
      await open(bench);
      bench.account.trouble("lost", "");
      const { code } = await failureOf(
        "openCheckout() while responses are lost",
        async () => await bench.provider.openCheckout({ ...reserved, signal: CALM }),
      );
      expectEqual(
        code,
        "provider_unavailable",
        "the code of openCheckout() while responses are lost",
      );
      const orders = bench.account
        .orders()
        .filter(({ our_payment_id }) => our_payment_id === reserved.payment.payment_id);
      expectEqual(
        orders.length <= 1,
        true,
        `whether at most one session was created, of which there are ${orders.length}`,
      );
    },
  ),
];
