// Acts like a browser without starting one: keeps the cookie, follows the checkout and reads the
// result.

/** The fields of a checkout that the journeys use. */
export interface Checkout {
  payment_id: string;
  checkout_url: string;
  status_url: string;
  provider_session_id: string;
}

/** A buyer who is signed in at the shop. */
export interface Buyer {
  balance(): Promise<number>;
  topup(pack: string): Promise<string>;
  checkout(topup_id: string): Promise<Checkout>;
  /**
   * Submits the page's plain form, as a page of `origin` without a script, and returns where it
   * redirects.
   */
  submit(pack: string, origin?: string): Promise<{ status: number; location: string | null }>;
  /** Presses a button of the hosted page, follows the redirects and returns the final address. */
  press(checkout_url: string, result: "succeeded" | "failed" | "processing"): Promise<string>;
  status(status_url: string): Promise<string>;
  /** Polls until the status is final, as a page does. */
  waitFor(status_url: string, wanted: string): Promise<void>;
}

/** Creates a buyer of the shop at `shop_url`, an address that may have a path, without a slash. */
export function createBuyer(shop_url: string, user_id: string): Buyer {
  const cookie = `user=${user_id}`;
  const own_origin = new URL(shop_url).origin;
  async function call<T>(path: string, body?: unknown, tries = 5): Promise<T> {
    const post = {
      method: "POST",
      headers: { cookie, origin: own_origin, "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const response = await fetch(
      `${shop_url}${path}`,
      body === undefined ? { headers: { cookie } } : post,
    );
    const answer: unknown = await response.json();
    // On a busy machine Dodo may not answer in time. A buyer clicks again, as the answer says.
    if (Reflect.get(Object(answer), "code") === "provider_unavailable" && tries > 1)
      return await call(path, body, tries - 1);
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer as T;
  }
  const status = async (status_url: string): Promise<string> => {
    const response = await fetch(status_url, { headers: { accept: "application/json" } });
    return ((await response.json()) as { status: string }).status;
  };
  return {
    balance: async () => (await call<{ credits: number }>("/balance")).credits,
    topup: async (pack) => (await call<{ topup_id: string }>("/topups", { pack })).topup_id,
    checkout: async (topup_id) =>
      await call("/v1/payment/checkout/create", {
        method_id: "dodo",
        topup_id,
        return_to: `${shop_url}/`,
      }),
    async submit(pack, origin = own_origin) {
      const sent = await fetch(`${shop_url}/buy`, {
        method: "POST",
        headers: { cookie, origin },
        body: new URLSearchParams({ pack }),
        redirect: "manual",
      });
      await sent.text();
      return { status: sent.status, location: sent.headers.get("location") };
    },
    async press(checkout_url, result) {
      const page = await fetch(checkout_url);
      if (!page.ok) throw new Error(`the checkout page answered ${page.status}`);
      const paid = await fetch(`${checkout_url}/pay`, {
        method: "POST",
        body: new URLSearchParams({ result }),
        redirect: "follow",
      });
      await paid.text();
      return paid.url;
    },
    status,
    async waitFor(status_url, wanted) {
      for (let asked = 0; asked < 60; asked += 1) {
        if ((await status(status_url)) === wanted) return;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      throw new Error(`the payment did not become ${wanted}; it is ${await status(status_url)}`);
    },
  };
}
