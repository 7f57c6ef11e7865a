import { createRef } from "react";
import type { DodoTopupButton } from "../src/element.ts";
import { TopupButton, useTopup } from "../src/react.ts";

const ref = createRef<DodoTopupButton>();

/** The packs in JSX of React 19. */
export const packs: React.ReactNode = (
  <dodo-topup-packs
    topups="/topups"
    offer={{ packs: [{ id: "small", usd_cents: 500, credits: 500 }] }}
    return-to="/account"
    createTopup={(choice) => ("pack" in choice ? choice.pack : String(choice.usd_cents))}
    ondodo-topup-applied={(event) => event.detail.topup_id satisfies string | undefined}
  />
);
// @ts-expect-error the packs are a list
export const packs_wrong_offer: React.ReactNode = <dodo-topup-packs offer={{ packs: {} }} />;

/** The element itself in JSX of React 19. */
export const element: React.ReactNode = (
  <dodo-topup-button
    ref={ref}
    id="pack-small"
    className="wide"
    topup-id="topup_1"
    endpoint="/v1/payment"
    method={undefined}
    return-to="/account"
    checkout-hosts="pay.test pay2.test"
    label="Top up"
    disabled={false}
    token={async () => null}
    createTopup={async () => "topup_1"}
    ondodo-topup-checkout={(event) => (
      event.detail.checkout_url satisfies string,
      event.preventDefault()
    )}
    ondodo-topup-applied={(event) => event.detail.topup_id satisfies string | undefined}
    ondodo-topup-failed={(event) => event.detail.status}
    ondodo-topup-error={(event) => event.detail.message satisfies string}
  >
    <span slot="label">Top up</span>
  </dodo-topup-button>
);

// TypeScript accepts any name with a hyphen in JSX, so a wrong one cannot be tested here.
export const wrong: React.ReactNode[] = [
  // @ts-expect-error a topup's id is a string
  <dodo-topup-button topup-id={1} key="id" />,
  // @ts-expect-error JSX has no attribute of this name
  <dodo-topup-button topup_id="topup_1" key="name" />,
  // @ts-expect-error it returns an id or the promise of one
  <dodo-topup-button createTopup={() => 1} key="createTopup" />,
  // @ts-expect-error the checkout has another detail
  <dodo-topup-button ondodo-topup-checkout={(event) => event.detail.message} key="detail" />,
  // @ts-expect-error the component has other names
  <TopupButton topupId="topup_1" key="component" />,
  // @ts-expect-error hosts are a list
  <TopupButton checkout_hosts="pay.test" key="hosts" />,
  // @ts-expect-error an event is no string
  <TopupButton onApplied={(event: string) => event} key="applied" />,
];

/** The component, and the hook for a custom button. */
export function Page(): React.ReactNode {
  const { phase, slow, methods, pay, error } = useTopup({
    createTopup: () => "topup_1",
    token: () => null,
  });
  // @ts-expect-error there is no such phase
  if (phase === "paid") return null;
  return (
    <>
      <TopupButton
        ref={ref}
        topup_id="topup_1"
        checkout_hosts={["pay.test"]}
        onCheckout={(event) => event.preventDefault()}
        onApplied={({ detail }) => detail.payment_id}
        onError={({ detail }) => detail.message}
      />
      <button
        type="button"
        disabled={phase === "held"}
        onClick={async () => await pay(methods?.[0]?.id)}
      >
        {slow ? "Check again" : error?.code}
      </button>
    </>
  );
}
