// The whole shop: topups and balances in memory, the payment routes, and the local Dodo, as one
// function from a request to its answer. The service worker runs it in the visitor's browser.
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { dodoPaymentProvider, memoryStorage, PaymentService, type Topup } from "@x/payment-server";

/** The visitor, who is the administrator as well. */
export const VISITOR = "ada";
/** The packs on sale, by their names. */
export const PACKS: ReadonlyMap<string, { credits: number; usd_cents: number }> = new Map([
  ["small", { credits: 500, usd_cents: 500 }],
  ["large", { credits: 2_500, usd_cents: 2_000 }],
]);

export interface Shop {
  /** Answers a request, or returns `null` if the path is not the shop's. */
  answer(request: Request): Promise<Response> | null;
}

/** The state of the shop that the page shows. */
export interface State {
  balance: number;
  /** The outcome of each delivery, oldest first. */
  deliveries: string[];
}

interface Books {
  topups: Map<string, Topup>;
  balance: number;
}

/** Creates a shop whose paths begin with `prefix`, which ends with a slash. */
export function createShop(origin: string, prefix: string): Shop {
  const clock = createClock();
  const books: Books = { topups: new Map(), balance: 0 };
  const dodo_path = `${prefix}dodo`;
  const dodo = createDodoEmulator({
    origin: `${origin}${dodo_path}`,
    webhook_url: `${origin}${prefix}v1/payment/webhook`,
    fetch: (request) => payment.fetch(request),
    // A browser has no timers that outlive a page: what is due is sent at the next request.
    delivery: "manual",
    clock,
    business_name: "Playground",
  });
  const askDodo = (request: Request): Promise<Response> => answerOfDodo(dodo, dodo_path, request);
  /** Answers the buyer, and sends the webhooks of what the buyer has done. */
  const visitDodo = async (request: Request): Promise<Response> => {
    const answer = await askDodo(request);
    await dodo.deliver();
    return answer;
  };
  const payment = new PaymentService({
    ...createHost(books),
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        webhook_key: dodo.webhook_key,
        product_id: "pdt_topup",
        environment: "test_mode",
        api_base_url: `${origin}${dodo_path}`,
        checkout_hosts: [new URL(origin).host],
        fetch: askDodo,
      }),
    ],
    storage: memoryStorage({ clock: clock.now }),
    base_url: origin,
    base_path: `${prefix}v1/payment`,
    authenticate: () => ({ user_id: VISITOR, admin: true }),
    clock: clock.now,
    env: {},
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const routes = createRoutes({ books, dodo, payment, clock });
  return {
    answer(request) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith(`${prefix}v1/payment/`)) return payment.fetch(request);
      if (pathname.startsWith(`${dodo_path}/`)) return visitDodo(request);
      const route = routes[`${request.method} ${pathname.slice(prefix.length)}`];
      return pathname.startsWith(prefix) && route !== undefined ? route(request) : null;
    },
  };
}

interface Clock {
  now(): number;
  /** Lets time pass, for the server and for Dodo. */
  skip(ms: number): void;
}

function createClock(): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    skip: (ms) => {
      skipped += ms;
    },
  };
}

function createHost(books: Books) {
  return {
    readTopup: (topup_id: string) => books.topups.get(topup_id) ?? null,
    finishTopup(topup_id: string) {
      const topup = books.topups.get(topup_id);
      if (topup?.status !== "pending") return; // only a pending topup: a second call adds nothing
      books.topups.set(topup_id, { ...topup, status: "paid" });
      books.balance += topup.credits;
    },
  };
}

type Route = (request: Request) => Promise<Response>;

/** The routes of the page: its balance, its topups, and what it breaks and repairs. */
function createRoutes(shop: {
  books: Books;
  dodo: DodoEmulator;
  payment: PaymentService;
  clock: Clock;
}): Readonly<Record<string, Route | undefined>> {
  const { books, dodo, payment, clock } = shop;
  const createTopup = (name: unknown): string | null => {
    const pack = PACKS.get(String(name));
    if (pack === undefined) return null;
    const topup_id = `topup_${books.topups.size + 1}_${crypto.randomUUID().slice(0, 8)}`;
    books.topups.set(topup_id, { topup_id, user_id: VISITOR, status: "pending", ...pack });
    return topup_id;
  };
  return {
    // Every page polls this, so that the browser does not stop the worker.
    "GET shop/state": async () => {
      await dodo.deliver();
      return Response.json({
        balance: books.balance,
        deliveries: dodo.deliveries.map(({ state }) => state),
      } satisfies State);
    },
    "POST shop/topups": async (request) => {
      const topup_id = createTopup(((await request.json()) as { pack?: unknown }).pack);
      return topup_id === null
        ? Response.json({ error: "There is no such pack." }, { status: 400 })
        : Response.json({ topup_id });
    },
    // A buyer who pays and closes the tab, so that nobody comes back, while the webhook is lost.
    "POST shop/lose": async () => {
      const topup_id = createTopup("small") ?? "";
      const checkout = await payment.createCheckout({ topup_id, user_id: VISITOR });
      dodo.faults.webhooks.lose = 1;
      await dodo.pay(checkout.provider_session_id);
      await dodo.deliver();
      return Response.json({ topup_id });
    },
    "POST shop/repair": async () => {
      clock.skip(5 * 60_000);
      return Response.json(await payment.reconcile());
    },
  };
}

/** Asks the local Dodo, whose own paths begin at the root, from the path that it has here. */
async function answerOfDodo(dodo: DodoEmulator, path: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(path.length);
  const { method, headers } = request;
  const body = method === "GET" ? null : await request.arrayBuffer();
  const answer = await dodo.fetch(new Request(url, { method, headers, body }));
  const moved = new Headers(answer.headers);
  const location = moved.get("location");
  if (location?.startsWith("/")) moved.set("location", `${path}${location}`);
  const html = (moved.get("content-type") ?? "").startsWith("text/html");
  const text = html
    ? (await answer.text()).replaceAll(/ (action|href)="\//g, ` $1="${path}/`)
    : answer.body;
  return new Response(text, { status: answer.status, headers: moved });
}
