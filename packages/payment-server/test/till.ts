/** The till itself: a shop counter in memory, with an API, deliveries and a `ProviderAccount`. */
import type { OpenedOrder, ProviderAccount, RawDelivery, Trouble } from "../src/testing/index.ts";
import { TILL } from "./till-api.ts";
import { tillSignature } from "./till-delivery.ts";

/** A payment as the till keeps it and as its API returns it. */
interface Paid {
  payment: string;
  order: string | null;
  state: "SETTLED" | "IN_TRANSIT" | "REFUSED";
  cents: unknown;
  item: string | null;
  note: string | null;
  returned: number;
  contested: boolean;
  at: number;
  payer: object | null;
}

const STATES = { succeeded: "SETTLED", processing: "IN_TRANSIT", failed: "REFUSED" } as const;
const PAGE = 100;
const DAY_MS = 86_400_000;

/** A till with keys of its own; every time is read from the clock that it is given. */
export class Till implements ProviderAccount {
  readonly api_key = "till-canary-api-key";
  readonly signing_key = "till-canary-signing-key-of-32-by";
  readonly signed_headers: readonly string[] = ["till-time"];
  readonly opened: OpenedOrder[] = [];
  readonly paid: Map<string, Paid> = new Map();
  readonly #waiting: Set<Request> = new Set();
  #trouble: { kind: Trouble; says: string } | null = null;
  #sold = true;
  #page: string | null = null;
  #count = 0;
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Answers a request to the API, unless the till is set to fail. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const { kind, says } = this.#trouble ?? {};
    if (request.signal.aborted || kind === "silent") await this.#giveUp(request);
    if (kind === "down" || kind === "refused")
      return new Response(says ?? "", { status: kind === "down" ? 500 : 401 });
    if (kind === "garbage") return new Response(`<h1>${says ?? ""}</h1>`);
    if (request.headers.get("authorization") !== this.api_key)
      return new Response(null, { status: 401 });
    const answer = this.#answer(
      new URL(request.url),
      request.method === "POST" ? ((await request.json()) as Record<string, string>) : null,
    );
    if (kind === "lost") throw new Error(says);
    return answer === null ? new Response(null, { status: 404 }) : Response.json(answer);
  };

  /** Rejects when the caller aborts, and never before. */
  async #giveUp(request: Request): Promise<never> {
    // Nothing else references the request, and once it is collected its signal never fires.
    this.#waiting.add(request);
    return await new Promise((_, reject) => {
      if (request.signal.aborted) reject(request.signal.reason);
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
  }

  #answer({ pathname, searchParams }: URL, sent: Record<string, string> | null): object | null {
    const [, kind = "", id = ""] = pathname.split("/").map(decodeURIComponent);
    if (sent !== null) return this.#open(sent);
    if (kind === "items") return id === "coins" ? { sold: this.#sold } : null;
    if (kind === "payments" && id === "")
      return pathname.endsWith("/")
        ? null
        : this.#list(
            Number(searchParams.get("since")),
            Number(searchParams.get("until")),
            Number(searchParams.get("page")),
          );
    if (kind === "payments") return this.paid.get(id) ?? null;
    const known = this.opened.some(({ provider_session_id }) => provider_session_id === id);
    return kind === "orders" && known
      ? { tried: [...this.paid.values()].filter(({ order }) => order === id) }
      : null;
  }

  #open({
    cents,
    currency = "",
    item = "",
    note = "",
    back = "",
    cancel = "",
  }: Record<string, string>): object {
    const order = this.#id("ord");
    this.opened.push({
      provider_session_id: order,
      our_payment_id: note,
      amount_minor: Number(cents),
      currency,
      product_id: item,
      return_url: back,
      cancel_url: cancel,
    });
    return { order, page: this.#page ?? `${TILL}/page/${order}`, until: this.#clock() + DAY_MS };
  }

  #list(since: number, until: number, page: number): object {
    const found = [...this.paid.values()].filter(({ at }) => at >= since && at <= until).reverse();
    const end = (page + 1) * PAGE;
    return { list: found.slice(page * PAGE, end), more: found.length > end };
  }

  #id(prefix: string): string {
    return `${prefix}_${(this.#count += 1)}`;
  }

  #add(paid: Partial<Paid>): string {
    const payment = this.#id("paid");
    this.paid.set(payment, {
      payment,
      order: null,
      state: "SETTLED",
      cents: 4_999,
      item: null,
      note: null,
      returned: 0,
      contested: false,
      at: this.#clock(),
      payer: null,
      ...paid,
    });
    return payment;
  }

  #change(payment: string, fields: Partial<Paid>): void {
    const paid = this.paid.get(payment);
    if (paid !== undefined) this.paid.set(payment, { ...paid, ...fields });
  }

  orders(): readonly OpenedOrder[] {
    return this.opened;
  }

  pay(
    session_id: string,
    { result = "succeeded", paid_minor, buyer }: Parameters<ProviderAccount["pay"]>[1] = {},
  ): string {
    const order = this.opened.find(({ provider_session_id }) => provider_session_id === session_id);
    if (order === undefined) throw new Error(`there is no order ${session_id}`);
    return this.#add({
      order: session_id,
      state: STATES[result],
      cents: paid_minor ?? order.amount_minor,
      item: order.product_id,
      note: order.our_payment_id,
      payer: buyer ?? null,
    });
  }

  addPayment(note: string | null): string {
    return this.#add({ note });
  }

  deliver(about: string, payment: string, sent_at?: number): RawDelivery {
    const event = {
      event: this.#id("evt"),
      about: about === "other" ? "drawer" : about,
      paid: about === "other" ? null : this.paid.get(payment),
    };
    return this.#sign(new TextEncoder().encode(JSON.stringify(event)), this.signing_key, sent_at);
  }

  redeliver({ body }: RawDelivery): RawDelivery {
    return this.#sign(body, this.signing_key);
  }

  sign(body: Uint8Array, key: "ours" | "a_stranger's"): RawDelivery {
    return this.#sign(body, key === "ours" ? this.signing_key : "a".repeat(32));
  }

  #sign(body: Uint8Array, key: string, sent_at: number = this.#clock()): RawDelivery {
    return {
      headers: new Headers({
        "till-time": String(sent_at),
        "till-signature": tillSignature(key, String(sent_at), body),
      }),
      body,
    };
  }

  trouble(kind: Trouble | null, says: string): void {
    this.#trouble = kind === null ? null : { kind, says };
  }

  spoilAmount(payment: string, cents: unknown): void {
    this.#change(payment, { cents });
  }

  namePage(page: string): void {
    this.#page = page;
  }

  spoilProduct(): void {
    this.#sold = false;
  }

  refund(payment: string, cents?: number): void {
    this.#change(payment, { returned: cents ?? Number(this.paid.get(payment)?.cents) });
  }

  dispute(payment: string): void {
    this.#change(payment, { contested: true });
  }
}
