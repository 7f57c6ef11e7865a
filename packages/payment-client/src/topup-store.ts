/** The life of one topup on a page: opens its checkout, looks after what is open, and says where it stands. */
import { atom, type ReadableAtom } from "nanostores";
import { createBuyerClient, type BuyerClient, type Token } from "./buyer-client.ts";
import { safeCheckoutUrl } from "./checkout-url.ts";
import { PaymentClientError } from "./errors.ts";
import { createMemory, type OpenTopup } from "./open-topup.ts";
import { removeReturnParameters } from "./return-parameters.ts";
import { phaseOf, type Phase, type Seen, type TopupState } from "./topup-state.ts";
import type { Checkout, PaymentMethod } from "./wire.ts";

/** All but the first four are read when they are needed: until then they may be changed. */
export interface TopupStoreOptions {
  /** A client of your own; default one made of `endpoint` and `token`. */
  client?: BuyerClient | undefined;
  /** Where the payment routes are; default `/v1/payment`. */
  endpoint?: string | undefined;
  /** The topup to pay; or `createTopup`, which makes one at each click that starts a purchase and returns its id. */
  topup_id?: string | undefined;
  /** A name for what `createTopup` sells, such as `pack-small`: under it the open payment outlives the page. */
  id?: string | undefined;
  /** A bearer token, or what gives one; without it the page's cookies are used. */
  token?: Token | undefined;
  createTopup?: (() => Promise<string> | string) | undefined;
  /** The `status_url` of a checkout that was opened elsewhere, as by a server: it is waited for. */
  status_url?: string | undefined;
  /** Where the result page leads back to. Default this page, if the server takes it. */
  return_to?: string | undefined;
  /** Hosts of checkout pages besides Dodo's own. */
  checkout_hosts?: readonly string[] | undefined;
  /** Asked before the page is left; `false`: it stays, as for a checkout in an overlay, and waits for the payment. */
  onCheckout?: ((checkout: Checkout) => boolean) | undefined;
  /** How to leave. Default `location.assign`. */
  navigate?: ((url: string) => void) | undefined;
  /** For so long an unfinished payment is asked about by itself, in milliseconds. Default two minutes. */
  patience_ms?: number | undefined;
}

export interface TopupStore {
  readonly $topup: ReadableAtom<TopupState>;
  /** Loaded once connected; `undefined` until then and where that failed. */
  readonly $methods: ReadableAtom<readonly PaymentMethod[] | undefined>;
  /** Looks after what is open, also what is remembered from before, until what it returns is called: that ends timers, requests and listeners. */
  connect(): () => void;
  /** Opens the checkout and leaves for it; what is unresolved is looked at instead. Never rejects: `$topup` says what came of it. */
  pay(method_id?: string): Promise<void>;
  /** Looks at the server now. */
  check(): Promise<void>;
  /** Forgets what is open, as when the user signs out. */
  reset(): void;
}

/** Between two looks where the server names no time; doubled at each look that shows nothing. */
const PAUSE_MS = 3_000;
/** Between two looks that were woken. */
const WAKE_MS = 1_500;
/** A page that has not been left after so long will not be. */
const LEAVING_MS = 10_000;
/** The page is looked at again, or the network is back. A hidden page is woken by none of them. */
const WAKES = ["pageshow", "focus", "online", "visibilitychange"];
/** Where a click starts a payment. */
const PAYABLE = "idle failed canceled error";

export function createTopupStore(options: TopupStoreOptions): TopupStore {
  const { topup_id, id } = options;
  const client = options.client ?? createBuyerClient(options.endpoint, () => options.token);
  const slot = topup_id || (id && `#${id}`);
  const memory = createMemory(slot && `dodo-topup:${client.endpoint}:${slot}`);
  const $topup = atom<TopupState>({ phase: "idle" });
  const $methods = atom<readonly PaymentMethod[] | undefined>();
  let life = new AbortController();
  let open: OpenTopup | undefined;
  let looking: OpenTopup | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looked_at = 0;
  /** Whether it is thought to be paid, as far as nobody knows. */
  let expected = false;
  let in_vain = 0;
  let until = 0;
  /** Before the next look; 0 where none is due. */
  let pause_ms = 0;

  const isIn = (phases: string): boolean => phases.includes($topup.get().phase);
  const show = (phase: Phase, more?: Partial<TopupState>): void =>
    $topup.set({
      topup_id: open?.topup_id ?? topup_id,
      payment_id: open?.payment_id,
      ...more,
      phase,
    });
  const after = (ms: number, act: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };

  /** From now on, for as long as anybody waits. */
  const renew = (): void => void (until = Date.now() + (options.patience_ms ?? 120_000));

  /** Starts to look after what is open. */
  async function begin(paid = false): Promise<void> {
    expected = paid;
    in_vain = 0;
    renew();
    show("confirming");
    await look();
  }

  /** One look, now. A hidden page sleeps until it wakes. */
  async function look(): Promise<void> {
    if (!open || open === looking || isIn("creating applied") || globalThis.document?.hidden)
      return;
    looked_at = Date.now();
    pause_ms = 0;
    const asked = (looking = open = { ...open, at: looked_at });
    // Told before it is asked: by the time of the answer other tabs would be asking too. But only where it is still remembered:
    // another tab may have seen its end, or have left for a purchase of its own.
    memory.write(asked, asked.status_url);
    try {
      const seen = await client.status(asked.status_url, { signal: life.signal });
      if (asked === open) see(seen, asked);
    } catch (error) {
      if (asked === open) unseen(error as PaymentClientError);
    }
  }

  function see(seen: Seen, asked: OpenTopup): void {
    const { payment_id, status, on_its_way, retry_after_ms } = seen;
    const phase = phaseOf(status);
    open = { ...asked, payment_id };
    // Remembered, which is news only where it was not told before; forgotten at its end, so that other tabs ask once more.
    if (/confirming|held/.test(phase)) memory.write(open);
    else memory.write(undefined, asked.status_url);
    if (!isIn("confirming")) renew();
    // The page was opened, or may be, and nobody has paid: the button is free, and late news are still heard.
    if (status === "pending" && !on_its_way && !expected) wait("idle", PAUSE_MS * 2 ** in_vain++);
    else if (phase === "confirming") wait(phase, retry_after_ms, { status });
    else show(phase, { status });
  }

  /** Nobody knows: the page offers another look and no payment. */
  function unseen(error: PaymentClientError): void {
    looking = undefined;
    // The server's own word; a proxy may have no route to it for a while.
    if (/not_found/.test(error.code)) return reset();
    if (!error.retryable || !expected) until = 0;
    wait("confirming", Math.max(error.retry_after_ms ?? 0, PAUSE_MS * 2 ** in_vain++), {
      status: $topup.get().status,
      error,
    });
  }

  /** Again in a while, a little later than all the others; once patience is over, only when asked to. */
  function wait(phase: Phase, wish_ms: number | null, known?: Partial<TopupState>): void {
    // Whatever a server says: never at once, and no longer than timers can.
    const ms = Math.min(Math.max(wish_ms as number, 250) || PAUSE_MS, 9e8);
    const over = Date.now() + ms > until;
    pause_ms = over ? 0 : ms * (1 + Math.random() / 4);
    if (pause_ms) after(pause_ms, look);
    show(phase, { ...known, slow: over && phase === "confirming" });
  }

  async function pay(method_id?: string): Promise<void> {
    if ($topup.get().slow) return await begin();
    if (isIn("applied") && options.createTopup) open = undefined;
    else if (!isIn(PAYABLE)) return;
    // The purchase before this one, or another tab's, may have been paid meanwhile. Of one and the same topup the server knows that by itself.
    else open ??= memory.read();
    if (!topup_id && open) {
      await begin();
      if (!isIn(PAYABLE)) return;
    }
    clearTimeout(timer);
    // What is being asked at this moment speaks of the time before the click.
    open &&= { ...open };
    show("creating");
    let made = topup_id;
    const { signal } = life;
    const { return_to } = options;
    try {
      made ||= await options.createTopup?.();
      if (!made) throw new PaymentClientError("no_topup");
      const body = { topup_id: made, method_id };
      const checkout = await client
        .createCheckout({ ...body, return_to: return_to ?? globalThis.location?.href }, { signal })
        .catch((error: PaymentClientError) => {
          // This page is not among the server's `return_origins`, and nobody has said that it should be.
          if (error.code !== "invalid_return_to" || return_to) throw error;
          return client.createCheckout(body, { signal });
        });
      if (isIn("creating")) leave(checkout);
    } catch (error) {
      if (signal.aborted) show("idle");
      // What `createTopup` throws is none of ours; what a client of the page's own throws may be of another copy of our class.
      else
        await refused(
          (error as Partial<PaymentClientError> | undefined)?.retryable === undefined
            ? new PaymentClientError("no_topup", { cause: error })
            : (error as PaymentClientError),
          made,
        );
    }
  }

  function leave(checkout: Checkout): void {
    const { topup_id, payment_id, status_url, checkout_url } = checkout;
    const url = safeCheckoutUrl(checkout_url, options.checkout_hosts);
    memory.write((open = { topup_id, payment_id, status_url }));
    show("redirecting");
    if (options.onCheckout?.(checkout) === false) return void begin(true);
    (options.navigate ?? ((to) => location.assign(to)))(url);
    after(LEAVING_MS, begin);
  }

  /** A payment that stands in the way is looked after; anything else is an error that the next click may mend. */
  async function refused(error: PaymentClientError, topup_id: string | undefined): Promise<void> {
    const { status_url } = error;
    if (!status_url) return show("error", { topup_id, error });
    open = { topup_id, status_url };
    await begin(true);
  }

  function reset(): void {
    clearTimeout(timer);
    memory.write((open = undefined));
    show("idle");
  }

  return {
    $topup,
    $methods,
    pay,
    reset,
    async check() {
      if (open && !isIn("creating redirecting")) await begin();
    },
    connect() {
      const { signal } = life;
      const wake = (event: Event): void => {
        if (isIn("redirecting")) void ((event as PageTransitionEvent).persisted && begin());
        else if (!isIn("error") && Math.abs(Date.now() - looked_at) > WAKE_MS) void look();
      };
      for (const name of WAKES) globalThis.addEventListener?.(name, wake, { signal });
      memory.listen((told) => {
        const ours = told?.status_url === open?.status_url;
        if (told && open && !isIn("failed canceled")) {
          // Another tab has asked a moment ago; or has opened a checkout of its own, which is not ours to look after.
          if (ours && pause_ms) after(pause_ms, look);
        } else {
          // It has opened one while we have none, or has seen the end of ours.
          if (!ours) open = told ?? open;
          void look();
        }
      }, signal);
      removeReturnParameters();
      const { status_url } = options;
      open ??= status_url ? { topup_id, status_url } : memory.read();
      if (open && !isIn("applied")) void begin(!!status_url);
      // Where it fails, the click says so.
      client
        .methods({ signal })
        .then($methods.set)
        .catch(() => {});
      return () => {
        clearTimeout(timer);
        life.abort();
        life = new AbortController();
        // What is being asked at this moment is answered to nobody.
        open &&= { ...open };
      };
    },
  };
}
