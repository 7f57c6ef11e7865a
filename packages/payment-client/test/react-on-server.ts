/**
 * Prints what a server without a DOM draws, as JSON: `node react-on-server.ts 18`. It runs the
 * sources without a build.
 */
import { findReact18 } from "./react-18.ts";

if (process.argv[2] === "18") findReact18(() => true);
const { createElement, version } = await import("react");
const { renderToString } = await import("react-dom/server");
const { TopupButton, useTopup } = await import("../src/react.ts");

function Hook(): React.ReactNode {
  const { phase, methods } = useTopup({ topup_id: "topup_1" });
  return createElement("p", {}, `${phase}, ${methods?.length ?? "no"} methods`);
}

const button = createElement(
  TopupButton,
  {
    topup_id: "topup_1",
    return_to: "https://shop.test/account",
    checkout_hosts: ["pay.test", "pay.test:8443"],
    disabled: true,
    className: "wide",
    lang: "de",
    onApplied: () => {},
    createTopup: () => "topup_2",
  },
  createElement("a", { href: "/topup" }, "Top up"),
);
console.log(
  JSON.stringify({
    version,
    button: renderToString(button),
    hook: renderToString(createElement(Hook)),
  }),
);
