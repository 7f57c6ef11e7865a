"use client";
/**
 * The package for React 18 and 19. `<TopupButton>` renders the element, and `useTopup()` returns
 * the state and the actions of a topup for a button of your own:
 *
 *     const { phase, slow, pay } = useTopup({ topup_id });
 *     if (phase === "applied") return <p role="status">Paid.</p>;
 *     return <button onClick={pay}>{slow ? "Check again" : "Pay"}</button>;
 */
import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type ForwardRefExoticComponent,
  type ReactNode,
  type RefAttributes,
} from "react";
import type { CheckoutOverlay, DodoTopupButton, DodoTopupEventMap } from "./element.ts";
import { registerTopupButton } from "./register.ts";
import type { TopupState } from "./topup-state.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { PaymentMethod } from "./wire.ts";

/**
 * The options of {@link useTopup}. Functions may be written inline, because the store calls those
 * of the latest rendering. If `client`, `endpoint`, `topup_id`, `id` or `status_url` changes, a new
 * store is created. Therefore create a `client` only once, outside of the component.
 */
export type UseTopupOptions = TopupStoreOptions;

/**
 * The state of a topup, and its actions. The functions are the same objects until a new store is
 * created.
 */
export interface UseTopup extends TopupState, Pick<TopupStore, "check" | "reset"> {
  /**
   * Starts the payment. If this function is used as `onClick={pay}`, it ignores the click event.
   */
  pay(method_id?: unknown): Promise<void>;
  /** The payment methods, or `undefined` until they are loaded. */
  readonly methods: readonly PaymentMethod[] | undefined;
}

/** The properties of {@link TopupButton}: those of the element, and a function for each event. */
export interface TopupButtonProps extends Pick<
  UseTopupOptions,
  | "topup_id"
  | "createTopup"
  | "client"
  | "endpoint"
  | "token"
  | "return_to"
  | "target"
  | "checkout_hosts"
> {
  /** The id of the payment method. Without it the buyer chooses one. */
  method?: string | undefined;
  /**
   * The value `overlay` opens the checkout above the page. The property `overlay` has to be set
   * too.
   */
  mode?: string | undefined;
  /** The object `DodoPayments` of the package `dodopayments-checkout`, which draws the overlay. */
  overlay?: CheckoutOverlay | undefined;
  label?: string | undefined;
  disabled?: boolean | undefined;
  lang?: string | undefined;
  /** The name under which the browser remembers the open payment if `createTopup` is used. */
  id?: string | undefined;
  className?: string | undefined;
  style?: CSSProperties | undefined;
  /**
   * The contents of the slots. Children without a slot name are hidden once JavaScript has drawn
   * the button.
   */
  children?: ReactNode;
  /**
   * Called before the checkout is opened. After `preventDefault()` the element does not open it,
   * and polls the payment.
   */
  onCheckout?: Listener<"dodo-topup-checkout">;
  onApplied?: Listener<"dodo-topup-applied">;
  onFailed?: Listener<"dodo-topup-failed">;
  onError?: Listener<"dodo-topup-error">;
}

type Listener<Name extends keyof DodoTopupEventMap> =
  | ((event: DodoTopupEventMap[Name]) => void)
  | undefined;

// The element is registered by a call. The build would drop an `import "./define.ts"`, because
// `sideEffects` in package.json names only built files.
registerTopupButton();

/** `useLayoutEffect`, except on a server, where React 18 warns about it. */
const useCommit = typeof document === "undefined" ? useEffect : useLayoutEffect;

/** The options that a store reads anew at each use. Each rendering replaces their values. */
const REPLACEABLE = [
  "createTopup",
  "return_to",
  "language",
  "target",
  "checkout_hosts",
  "onCheckout",
  "onMethodsError",
  "navigate",
  "token",
  "patience_ms",
] as const;

/**
 * Returns the state of a topup, its actions and the payment methods, and renders the component
 * again when the state or the methods change. On a server the phase stays `idle`.
 */
export function useTopup(options: UseTopupOptions): UseTopup {
  const [saved, save] = useState(() => createHookStore(options));
  const current = isFor(saved, options) ? saved : createHookStore(options);
  if (current !== saved) save(current);
  const { store, latest, pay } = current;
  useCommit(() => {
    for (const name of REPLACEABLE) Object.assign(latest, { [name]: options[name] });
  });
  useEffect(() => store.connect(), [store]);
  const { $topup, $methods, check, reset } = store;
  const state = useSyncExternalStore($topup.listen, $topup.get, $topup.get);
  const methods = useSyncExternalStore($methods.listen, $methods.get, $methods.get);
  return { ...state, methods, pay, check, reset };
}

/** A store, its `pay()` for event listeners, and the options that it was created with. */
interface HookStore {
  readonly store: TopupStore;
  readonly pay: UseTopup["pay"];
  /** The options of the latest rendering. The store reads them from here at each use. */
  readonly latest: TopupStoreOptions;
  readonly created_with: TopupStoreOptions;
}

function createHookStore(created_with: TopupStoreOptions): HookStore {
  const latest = { ...created_with };
  const store = createTopupStore(latest);
  // With `onClick={pay}` the argument is a click event, which is ignored.
  const pay = async (method_id?: unknown): Promise<void> =>
    await store.pay(typeof method_id === "string" ? method_id : undefined);
  return { store, pay, latest, created_with };
}

function isFor({ created_with }: HookStore, options: TopupStoreOptions): boolean {
  return (["client", "endpoint", "topup_id", "id", "status_url"] as const).every(
    (name) => options[name] === created_with[name],
  );
}

/**
 * `<dodo-topup-button>` as a React component. It sets the functions, objects and event listeners,
 * which React 18 cannot set on an element. Its `ref` is the element.
 */
export const TopupButton: ForwardRefExoticComponent<
  TopupButtonProps & RefAttributes<DodoTopupButton>
> = forwardRef<DodoTopupButton, TopupButtonProps>(function TopupButton(props, ref) {
  const {
    topup_id,
    createTopup,
    client,
    endpoint,
    token,
    method,
    return_to,
    target,
    mode,
    overlay,
    checkout_hosts,
    label,
    disabled = false,
    lang,
    id,
    className,
    style,
    children,
  } = props;
  const element = useRef<DodoTopupButton>(null);
  const latest = useRef(props);
  useImperativeHandle<DodoTopupButton | null, DodoTopupButton | null>(
    ref,
    () => element.current,
    [],
  );
  useCommit(() => {
    latest.current = props;
    // React 18 would write `disabled={false}` as the attribute "false". Therefore the boolean is
    // set as a property, and the attribute below is either "disabled" or absent.
    if (element.current)
      Object.assign(element.current, { createTopup, client, token, overlay, disabled });
  });
  useCommit(() => {
    const { current: button } = element;
    const stops = [
      button &&
        listen(button, "dodo-topup-checkout", (event) => latest.current.onCheckout?.(event)),
      button && listen(button, "dodo-topup-applied", (event) => latest.current.onApplied?.(event)),
      button && listen(button, "dodo-topup-failed", (event) => latest.current.onFailed?.(event)),
      button && listen(button, "dodo-topup-error", (event) => latest.current.onError?.(event)),
    ];
    return () => stops.forEach((stop) => stop?.());
  }, []);
  const attributes = {
    "topup-id": topup_id,
    endpoint,
    method,
    "return-to": return_to,
    target,
    mode,
    "checkout-hosts": checkout_hosts?.join(" "),
    label,
    disabled: disabled ? "disabled" : undefined,
    lang,
    id,
    class: className,
    style,
  };
  return createElement("dodo-topup-button", { ...attributes, ref: element }, children);
});

function listen<Name extends keyof DodoTopupEventMap>(
  button: DodoTopupButton,
  name: Name,
  listener: (event: DodoTopupEventMap[Name]) => void,
): () => void {
  button.addEventListener(name, listener);
  return () => button.removeEventListener(name, listener);
}
