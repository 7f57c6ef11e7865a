// The page around the button: the balance that the server reports, and one pack.
import { readBalance } from "@x/example-shared/shop-client";
import { useCallback, useEffect, useState, type ReactNode } from "react";

/** `children` renders the button; it gets a function that reloads the balance. */
export function Shop({ children }: { children: (refresh: () => void) => ReactNode }) {
  const [credits, show] = useState("–");
  // If the request fails, the balance on the page stays.
  const refresh = useCallback(() => void readBalance().then(show, () => {}), []);
  useEffect(refresh, [refresh]);
  return (
    <main>
      <h1 className="label">Your balance</h1>
      <p className="balance" role="status">
        <strong>{credits}</strong> <span>credits</span>
      </p>

      <h2>Add credits</h2>
      <ul className="packs">
        <li>
          <h3>
            500 <span>credits</span>
          </h3>
          <p>One cent each</p>
          {children(refresh)}
        </li>
      </ul>
      <p className="note">You pay on Dodo’s page and come back here. Tax may be added there.</p>
    </main>
  );
}
