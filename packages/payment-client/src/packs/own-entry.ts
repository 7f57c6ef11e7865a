/** The amount that the buyer types: its text, its value in cents, and whether it is refused. */
import { parseAmount } from "./amount.ts";
import type { OwnAmount, TopupChoice } from "./offer.ts";

/** The functions of the element that the entry calls. */
interface EntryHost {
  update(): void;
  /**
   * Returns the bounds, or `null` or `undefined` if the shop sells only packs or its offer is not
   * known.
   */
  bounds(): OwnAmount | null | undefined;
  language(): string;
  /** Clicks the button, which starts the payment of the entered amount if a payment can start. */
  pay(): void;
}

/** The amount that the buyer has typed. `type`, `leave` and `submit` are event listeners. */
export class OwnEntry {
  text = "";
  /** Whether the button has an unresolved payment, so that it must stay enabled. */
  is_open = false;
  readonly #host: EntryHost;
  #was_left = false;

  constructor(host: EntryHost) {
    this.#host = host;
  }

  /** The amount in cents, or `undefined` while there is none within the bounds. */
  get usd_cents(): number | undefined {
    const bounds = this.#host.bounds();
    const cents = parseAmount(this.text, this.#host.language());
    if (!bounds || cents === undefined) return undefined;
    const { min_usd_cents, max_usd_cents } = bounds;
    return cents >= min_usd_cents && cents <= max_usd_cents ? cents : undefined;
  }

  /**
   * Whether the buyer has left or submitted the field with a text that is not an amount within the
   * bounds. An empty text is not refused. Once an amount within the bounds is typed, no text is
   * refused until the field is left or submitted again.
   */
  get is_refused(): boolean {
    return this.#was_left && this.text.trim() !== "" && this.usd_cents === undefined;
  }

  readonly type = ({ target }: Event): void => {
    this.text = (target as HTMLInputElement).value;
    if (this.usd_cents !== undefined) this.#was_left = false;
    this.#host.update();
  };

  readonly leave = (): void => {
    this.#was_left = true;
    this.#host.update();
  };

  readonly submit = (event: Event): void => {
    event.preventDefault();
    this.leave();
    if (this.usd_cents !== undefined) this.#host.pay();
  };

  /**
   * Returns what the button buys. Without an amount, a click creates no topup: the button is then
   * disabled, or its payment is unresolved.
   */
  readonly choose = (): TopupChoice => ({ usd_cents: this.usd_cents ?? 0 });
}
