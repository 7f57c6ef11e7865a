/**
 * Connects the desk to its store. Also does what needs the DOM, such as moving the focus, and
 * reloads the queue regularly.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { observeLanguage } from "../languages.ts";
import type { DeskStore } from "./desk-store.ts";

/** The element that owns the controller. */
export type DeskHost = ReactiveControllerHost &
  HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };

/** The interval at which the queue is reloaded while the page is visible, in milliseconds. */
const REFRESH_MS = 60_000;
/** The width of a plot before one is measured, in CSS pixels. */
const USUAL_PLOT = 552;

/**
 * Creates the store when the element is put on a page, and stops the store when the element is
 * removed.
 */
export class DeskController implements ReactiveController {
  /** The store, or `undefined` until the element is on a page. */
  store: DeskStore | undefined;
  /** The width of a plot in CSS pixels: `USUAL_PLOT` until a plot is measured. */
  plot_width: number = USUAL_PLOT;

  readonly #host: DeskHost;
  readonly #createStore: () => DeskStore;
  #stop: (() => void) | undefined;
  #step = "choosing";
  #ends: IntersectionObserver | undefined;

  constructor(host: DeskHost, createStore: () => DeskStore) {
    this.#host = host;
    this.#createStore = createStore;
    host.addController(this);
  }

  hostConnected(): void {
    // The start waits, because frameworks set properties such as `client` after they have put the
    // element on the page.
    queueMicrotask(() => this.#host.isConnected && this.#start());
  }

  hostDisconnected(): void {
    queueMicrotask(() => this.#host.isConnected || this.#end());
  }

  /**
   * Moves the focus when the confirmation opens or closes, measures a plot, and watches the end of
   * a list.
   */
  hostUpdated(): void {
    this.#followFocus();
    this.#watchEnd();
    const plot = this.#host.renderRoot.querySelector(".plot");
    const width = Math.round(plot?.getBoundingClientRect().width ?? 0);
    if (width > 0 && Math.abs(width - this.plot_width) > 1) {
      this.plot_width = width;
      this.#host.requestUpdate();
    }
  }

  /**
   * Replaces the store after `endpoint`, `client` or `token` has changed. If the element is not on
   * a page, only stops the store. A new store is created when the element is put back.
   */
  restart(): void {
    this.#end();
    if (this.#host.isConnected) this.#start();
  }

  #start(): void {
    if (this.#stop) return;
    const store = (this.store = this.#createStore());
    const update = (): void => this.#host.requestUpdate();
    const stops = [
      store.$view,
      store.$live,
      store.$replays,
      store.$search,
      store.queue.$load,
      store.decided.$load,
      store.payments.$list,
      store.events.$list,
      store.payment.$payment,
      store.closing.$closing,
      store.numbers.$load,
      store.check.$load,
      store.drift.$run,
      store.reconcile.$run,
    ].map((state) => state.listen(update));
    // An update inside of the callback could change the size again, which browsers report as an
    // error of the page.
    const sizes = new ResizeObserver(() => requestAnimationFrame(update));
    sizes.observe(this.#host);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void store.queue.reload();
    }, REFRESH_MS);
    const language = observeLanguage(this.#host, update);
    stops.push(
      store.connect(),
      () => language.disconnect(),
      () => sizes.disconnect(),
      () => clearInterval(timer),
    );
    this.#stop = () => stops.forEach((stop) => stop());
    update();
  }

  #end(): void {
    this.#ends?.disconnect();
    this.#stop?.();
    this.#stop = undefined;
  }

  /**
   * Watches the button that loads more rows, and clicks the button when it is scrolled into view.
   * The button exists so that rows can also be loaded with the keyboard. The observer is created
   * again after each update, because an observer does not report a button that stays in view. After
   * a failed request no observer is created, because an observer would repeat the request
   * endlessly.
   */
  #watchEnd(): void {
    this.#ends?.disconnect();
    const root = this.#host.renderRoot;
    const button = root.querySelector<HTMLElement>(".more-rows");
    if (button === null || button.ariaDisabled === "true") return;
    if (root.querySelector("section .problem") !== null) return;
    this.#ends = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) button.click();
    });
    this.#ends.observe(button);
  }

  /**
   * Focuses the button "Not yet" when the confirmation opens, and the note when the administrator
   * goes back. After the decision was sent, focuses the title, because the buttons are usually
   * gone.
   */
  #followFocus(): void {
    const steps = [this.store?.payment.$payment.get(), this.store?.closing.$closing.get()];
    const step = steps.map((state) => state?.decision.step).find(isBegun) ?? "choosing";
    const before = this.#step;
    this.#step = step;
    if (step === before) return;
    const find = (selector: string): HTMLElement | null =>
      this.#host.renderRoot.querySelector<HTMLElement>(selector);
    if (step === "confirming") find("#not-yet")?.focus();
    if (step === "choosing" && before === "confirming") find("textarea")?.focus();
    if (step === "choosing" && before === "sending") find(".one .big")?.focus();
  }
}

function isBegun(step: string | undefined): boolean {
  return step !== undefined && step !== "choosing";
}
