"use client";
/**
 * For React 18 and 19: `<TopupButton>` is the element, `useTopup()` the same store for a button of your own.
 *
 *     const { phase, slow, pay } = useTopup({ topup_id });
 *     return <button disabled={phase === "held"} onClick={() => pay()}>{slow ? "Check again" : "Pay"}</button>;
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
import type { DodoTopupButton, DodoTopupEventMap } from "./element.ts";
import { registerTopupButton } from "./register.ts";
import type { TopupState } from "./topup-state.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { PaymentMethod } from "./wire.ts";

/** Functions may be written in place: the latest is called. Another client, endpoint, topup or name is another store; a client is made once, outside of the component. */
export type UseTopupOptions = TopupStoreOptions;

/** Where a topup stands, and what can be done about it; the functions stay the same from drawing to drawing. */
export interface UseTopup extends TopupState, Pick<TopupStore, "check" | "reset"> {
  /** As `onClick={pay}` too. */
  pay(method_id?: unknown): Promise<void>;
  /** `undefined` until they are loaded. */
  readonly methods: readonly PaymentMethod[] | undefined;
}

/** The element's attributes and properties, and its events as functions. */
export interface TopupButtonProps extends Pick<
  UseTopupOptions,
  "topup_id" | "createTopup" | "client" | "endpoint" | "token" | "return_to" | "checkout_hosts"
> {
  /** The way to pay, so that none has to be picked. */
  method?: string | undefined;
  label?: string | undefined;
  disabled?: boolean | undefined;
  lang?: string | undefined;
  /** With `createTopup`, also the name under which an open payment outlives the page. */
  id?: string | undefined;
  className?: string | undefined;
  style?: CSSProperties | undefined;
  /** The element's slots, and what works without JavaScript. */
  children?: ReactNode;
  /** Before the page is left; `preventDefault()` keeps it here, waiting for the payment. */
  onCheckout?: Listener<"dodo-topup-checkout">;
  onApplied?: Listener<"dodo-topup-applied">;
  onFailed?: Listener<"dodo-topup-failed">;
  onError?: Listener<"dodo-topup-error">;
}

type Listener<Name extends keyof DodoTopupEventMap> =
  | ((event: DodoTopupEventMap[Name]) => void)
  | undefined;

// A call and no bare import: bundlers drop those of a package that says it has no side effects.
registerTopupButton();

/** A server has no layout, and React 18 warns of one that is asked for there. */
const useCommit = typeof document === "undefined" ? useEffect : useLayoutEffect;

/** Follows one topup, from the click until the balance has it; on a server it is `idle`. */
export function useTopup(options: UseTopupOptions): UseTopup {
  const [kept, keep] = useState(() => createKept(options));
  const current = isFor(kept, options) ? kept : createKept(options);
  if (current !== kept) keep(current);
  const { store, late, pay } = current;
  const { createTopup, return_to, checkout_hosts, onCheckout, navigate, token, patience_ms } =
    options;
  useCommit(
    () =>
      void Object.assign(late, {
        createTopup,
        return_to,
        checkout_hosts,
        onCheckout,
        navigate,
        token,
        patience_ms,
      }),
  );
  useEffect(() => store.connect(), [store]);
  const { $topup, $methods, check, reset } = store;
  const state = useSyncExternalStore($topup.listen, $topup.get, $topup.get);
  const methods = useSyncExternalStore($methods.listen, $methods.get, $methods.get);
  return { ...state, methods, pay, check, reset };
}

interface Kept {
  readonly store: TopupStore;
  readonly pay: TopupStore["pay"];
  /** What the store reads when it needs it, as of the latest drawing. */
  readonly late: TopupStoreOptions;
  readonly made_for: TopupStoreOptions;
}

function createKept(made_for: TopupStoreOptions): Kept {
  const late = { ...made_for };
  const store = createTopupStore(late);
  // As `onClick={pay}` it is given an event, which is no method.
  const pay = async (method_id?: unknown): Promise<void> =>
    await store.pay(typeof method_id === "string" ? method_id : undefined);
  return { store, pay, late, made_for };
}

function isFor({ made_for }: Kept, options: TopupStoreOptions): boolean {
  return (["client", "endpoint", "topup_id", "id", "status_url"] as const).every(
    (name) => options[name] === made_for[name],
  );
}

/** `<dodo-topup-button>` with what React 18 cannot hand to an element, functions and events, in place; a `ref` is the element's. */
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
    // `disabled` too: as a property it is a boolean, as an attribute React 18 would write "false".
    if (element.current) Object.assign(element.current, { createTopup, client, token, disabled });
  });
  useCommit(() => {
    const { current: button } = element;
    const ends = [
      button &&
        listen(button, "dodo-topup-checkout", (event) => latest.current.onCheckout?.(event)),
      button && listen(button, "dodo-topup-applied", (event) => latest.current.onApplied?.(event)),
      button && listen(button, "dodo-topup-failed", (event) => latest.current.onFailed?.(event)),
      button && listen(button, "dodo-topup-error", (event) => latest.current.onError?.(event)),
    ];
    return () => ends.forEach((end) => end?.());
  }, []);
  const attributes = {
    "topup-id": topup_id,
    endpoint,
    method,
    "return-to": return_to,
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
  heard: (event: DodoTopupEventMap[Name]) => void,
): () => void {
  button.addEventListener(name, heard);
  return () => button.removeEventListener(name, heard);
}
