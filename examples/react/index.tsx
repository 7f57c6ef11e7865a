// The ready-made button.
import { createTopup } from "@x/example-shared/shop-client";
import { TopupButton } from "@x/payment-client/react";
import { createRoot } from "react-dom/client";
import { Shop } from "./shop.tsx";

const root = createRoot(document.querySelector("#root") ?? document.body);
root.render(
  <Shop>
    {(refresh) => (
      <TopupButton
        id="pack-small"
        label="Buy for $5.00"
        createTopup={createTopup}
        onApplied={refresh}
      />
    )}
  </Shop>,
);
