// A custom button on the store, which is the hook `useTopup()` in React.
import { isBusy, sentenceOf } from "@x/example-shared/sentences";
import { createTopup } from "@x/example-shared/shop-client";
import { useTopup } from "@x/payment-client/react";
import { useEffect } from "react";
import { createRoot } from "react-dom/client";
import { Shop } from "./shop.tsx";

function Buy({ refresh }: { refresh: () => void }) {
  const topup = useTopup({ id: "pack-small", createTopup });
  const applied = topup.phase === "applied";
  useEffect(() => {
    if (applied) refresh();
  }, [applied, refresh]);
  return (
    <div className="buy">
      <button type="button" aria-disabled={isBusy(topup)} onClick={topup.pay}>
        {topup.slow ? "Check again" : "Buy for $5.00"}
      </button>
      <p role="status">{sentenceOf(topup)}</p>
    </div>
  );
}

const root = createRoot(document.querySelector("#root") ?? document.body);
root.render(<Shop>{(refresh) => <Buy refresh={refresh} />}</Shop>);
