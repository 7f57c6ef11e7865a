import { expect, waitUntil } from "@open-wc/testing";
import { DodoPayments } from "dodopayments-checkout";
import { buttonOf, click, settled, useTidyPage, wordOf, type Fixture } from "../test/button.ts";
import { CHECKOUT } from "../test/scripted-client.ts";
import type { CheckoutOverlay, DodoTopupButton } from "./element.ts";

useTidyPage();

const SESSION = "https://test.checkout.dodopayments.com/session/cks_123456789012345678901";

/** A library that records what it is asked to do, and reports events when the test says so. */
interface ScriptedOverlay extends CheckoutOverlay {
  modes: string[];
  opened: string[];
  report(event_type: string): void;
}

function scriptedOverlay(): ScriptedOverlay {
  let onEvent: Parameters<CheckoutOverlay["Initialize"]>[0]["onEvent"] = () => {};
  const library: ScriptedOverlay = {
    modes: [],
    opened: [],
    report: (event_type) => onEvent({ event_type }),
    Initialize(options) {
      library.modes.push(options.mode);
      ({ onEvent } = options);
    },
    Checkout: { open: ({ checkoutUrl }) => void library.opened.push(checkoutUrl) },
  };
  return library;
}

describe('with mode="overlay"', () => {
  it("the page stays, and the payment is followed while the overlay is open", async () => {
    const overlay = scriptedOverlay();
    const { button, client } = await draw({ status_answers: ["pending", "paid"] }, { overlay });
    await click(button);
    expect([overlay.opened, overlay.modes]).to.deep.equal([[CHECKOUT.checkout_url], ["test"]]);
    overlay.report("checkout.opened");
    expect(button.state.phase).to.equal("confirming");
    await button.store?.check();
    expect([button.state.phase, client.creates.length]).to.deep.equal(["applied", 1]);
  });

  it("a live checkout is opened in live mode", async () => {
    const overlay = scriptedOverlay();
    const checkout_url = "https://checkout.dodopayments.com/session/cks_1";
    const { button } = await draw({ create: [{ ...CHECKOUT, checkout_url }] }, { overlay });
    await click(button);
    expect(overlay.modes).to.deep.equal(["live"]);
  });

  for (const [answer, phase, word] of [
    ["pending", "idle", "Top up"],
    ["on_its_way", "confirming", "Top up"],
    ["paid", "applied", "Paid"],
    ["held", "held", "Being checked"],
  ] as const)
    it(`an overlay that is closed is not unpaid: the server says ${answer}, so the button is ${phase}`, async () => {
      const overlay = scriptedOverlay();
      const { button, client } = await draw({ status_answers: ["pending", answer] }, { overlay });
      await click(button);
      overlay.report("checkout.opened");
      const polls = client.polls.length;
      overlay.report("checkout.closed");
      await settled(button);
      expect([client.polls.length, button.state.phase]).to.deep.equal([polls + 1, phase]);
      expect(wordOf(button)).to.equal(word);
    });

  it("no event of the overlay counts as a payment", async () => {
    const overlay = scriptedOverlay();
    const { button, events } = await draw({ status_answers: ["pending"] }, { overlay });
    await click(button);
    for (const name of ["status", "redirect", "pay_button_clicked", "payment_succeeded"])
      overlay.report(`checkout.${name}`);
    await settled(button);
    expect(button.state.phase).to.equal("confirming");
    expect(events).to.deep.equal([]);
  });

  it("a listener that shows the checkout itself comes first", async () => {
    const overlay = scriptedOverlay();
    // The fixture cancels the event, as such a listener does.
    const { button } = await buttonOf({}, { mode: "overlay", overlay });
    await click(button);
    expect([overlay.opened, button.state.phase]).to.deep.equal([[], "confirming"]);
  });
});

describe("the checkout takes the place of the page", () => {
  afterEach(() => history.replaceState(null, "", location.pathname + location.search));

  const libraries: [string, CheckoutOverlay | undefined][] = [
    ["no library was handed over", undefined],
    ["the library refuses the address", { ...scriptedOverlay(), Checkout: { open: refuse } }],
    ["the real library does not know the host", DodoPayments],
  ];
  for (const [name, overlay] of libraries)
    it(`if ${name}, and the console says why`, async () => {
      const { error } = console;
      const lines: string[] = [];
      console.error = (text: unknown) => void lines.push(String(text));
      const { button } = await draw({ create: [local()] }, { overlay });
      await click(button);
      await waitUntil(() => lines.length > 0, "something is written");
      console.error = error;
      expect(button.state.phase).to.equal("redirecting");
      if (overlay === undefined)
        expect(lines[0]).to.match(
          /^<dodo-topup-button> no_overlay: .*`overlay`.*dodopayments-checkout/,
        );
    });

  it("once, in its tab, if the library reports the error and then throws", async () => {
    const overlay = scriptedOverlay();
    overlay.Checkout.open = () => {
      overlay.report("checkout.error");
      refuse();
    };
    const opened: string[] = [];
    const tab = { opener: window, location: { replace: (url: string) => void opened.push(url) } };
    const real = window.open;
    window.open = () => tab as unknown as Window;
    try {
      const { button } = await draw({ create: [local()] }, { overlay, target: "_blank" });
      await click(button);
      await settled(button);
    } finally {
      window.open = real;
    }
    expect([opened.length, location.hash]).to.deep.equal([1, ""]);
  });

  it("if the overlay reports an error before the checkout is shown", async () => {
    const overlay = scriptedOverlay();
    const { button } = await draw({ create: [local()] }, { overlay });
    await click(button);
    const left = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    overlay.report("checkout.error");
    await left;
    expect(location.hash).to.equal("#checkout");
  });
});

it("the library that Dodo ships shows the checkout in a frame above the page", async () => {
  const { button } = await draw(
    { create: [{ ...CHECKOUT, checkout_url: SESSION }] },
    { overlay: DodoPayments },
  );
  await click(button);
  await waitUntil(() => document.querySelector("iframe"), "the frame is shown");
  expect(document.querySelector("iframe")?.src).to.contain(
    "test.checkout.dodopayments.com/overlay/session/cks_1234",
  );
  expect(button.state.phase).to.equal("confirming");
  DodoPayments.Checkout.close();
  await settled(button);
  expect([button.state.phase, wordOf(button)]).to.deep.equal(["idle", "Top up"]);
});

/** A checkout on this page, whose address only adds a fragment. So the page is not left. */
function local(): typeof CHECKOUT {
  return { ...CHECKOUT, checkout_url: new URL("#checkout", location.href).href };
}

function refuse(): never {
  throw new Error("must be a Dodo Payments checkout domain");
}

/** Draws a button whose checkout event is not canceled: the fixture's listeners do not run. */
async function draw(
  script: Parameters<typeof buttonOf>[0],
  set: Partial<DodoTopupButton>,
): Promise<Fixture> {
  const fixture = await buttonOf(script, { mode: "overlay", ...set });
  fixture.button.addEventListener(
    "dodo-topup-checkout",
    (event) => event.stopImmediatePropagation(),
    { capture: true },
  );
  return fixture;
}
