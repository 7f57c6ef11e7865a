// The README's examples, each on a page of its own: see `test/snippets.ts`.
import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import { innerOf, statusOf, tidy } from "../test/button.ts";
import type { Asked } from "../test/snippets.ts";
import type { DodoTopupButton } from "./element.ts";

afterEach(tidy);

interface Page {
  document: Document;
  window: Window & typeof globalThis;
  /** Calls of what the page gave to the example; and what went wrong. */
  heard: string[];
  /** The requests of the page that are `what`. */
  asked(what: string): Promise<Asked[]>;
}

const CREATE = "POST /v1/payment/checkout/create";
const LOOK = "GET /v1/payment/redirect/success";

async function pageOf(name: string, sandbox?: string): Promise<Page> {
  const address = `/snippet/${name}`;
  const answer = await fetch(address);
  expect(answer.status, await answer.text()).to.equal(200);
  const frame = await fixture<HTMLIFrameElement>(
    html`<iframe title=${name} width="600" height="300"></iframe>`,
  );
  if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
  const shown = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  frame.src = address;
  await shown;
  const window = frame.contentWindow as Page["window"] & { heard: string[] };
  return {
    document: window.document,
    window,
    heard: window.heard,
    asked: async (what) =>
      ((await (await fetch(`${address}/asked`)).json()) as Asked[]).filter(
        (asked) => asked.what === what,
      ),
  };
}

const soon = async (is: () => unknown, what: string): Promise<void> =>
  await waitUntil(is, what, { timeout: 5_000 });

/** The example's button, drawn by the element. */
async function buttonOn({ document }: Page): Promise<DodoTopupButton> {
  await soon(
    () => document.querySelector("dodo-topup-button")?.shadowRoot?.querySelector("button"),
    "no button that is upgraded and drawn",
  );
  return document.querySelector("dodo-topup-button") as DodoTopupButton;
}

describe("[P03] an example of the README", () => {
  const examples = [
    { name: "page", label: "Top up", topup_id: "topup_demo", heard: [] },
    { name: "react", label: "Buy 500 credits", topup_id: "topup_made", heard: ["refresh"] },
    { name: "vue", label: "Pay now", topup_id: "topup_demo", heard: ["paid"] },
    { name: "svelte", label: "Pay now", topup_id: "topup_demo", heard: ["onpaid"] },
  ];
  for (const { name, label, topup_id, heard } of examples) {
    it(`${name}: a double click opens one checkout, and the page is notified once that the balance has the money`, async () => {
      const page = await pageOf(name);
      page.window.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
      const button = await buttonOn(page);
      expect(innerOf(button).textContent?.trim()).to.equal(label);
      innerOf(button).click();
      innerOf(button).click();
      await soon(() => button.state.phase === "applied", "not applied");
      await soon(() => page.heard.length >= heard.length, "not heard");
      expect([page.heard, await page.asked(CREATE)]).to.deep.equal([
        heard,
        [{ what: CREATE, topup_id }],
      ]);
      expect(await page.asked("POST /topups")).to.have.length(topup_id === "topup_made" ? 1 : 0);
      expect(await page.asked("GET /no-content")).to.deep.equal([]);
      // At the first the money is there, and the balance does not have it yet.
      expect(await page.asked(LOOK)).to.have.length(2);
      expect(statusOf(button)).to.equal("Paid. Your balance has been topped up.");
    });
  }

  it("page: its form is shown without JavaScript, and hidden once the button is drawn", async () => {
    const form = async (sandbox?: string): Promise<[Page, boolean | undefined]> => {
      const page = await pageOf("page", sandbox);
      if (sandbox === undefined) await buttonOn(page);
      return [page, page.document.querySelector("form")?.checkVisibility()];
    };
    const [[, without], [page, withScript]] = [await form("allow-same-origin"), await form()];
    expect([without, withScript]).to.deep.equal([true, false]);
    expect(page.heard).to.deep.equal([]);
  });

  it("hook: a double click leaves for one checkout, and after the return the page says that it is paid", async () => {
    const page = await pageOf("hook");
    const button = (): HTMLButtonElement | null => page.document.querySelector("button");
    await soon(button, "no button");
    expect([button()?.textContent?.trim(), button()?.getAttribute("aria-disabled")]).to.deep.equal([
      "Pay",
      "false",
    ]);
    button()?.click();
    button()?.click();
    await soon(async () => (await page.asked("GET /no-content")).length, "not left");
    expect([button()?.getAttribute("aria-disabled"), await page.asked(CREATE)]).to.deep.equal([
      "true",
      [{ what: CREATE, topup_id: "topup_demo" }],
    ]);
    page.window.dispatchEvent(new page.window.PageTransitionEvent("pageshow", { persisted: true }));
    await soon(
      () => page.document.querySelector("[role=status]")?.textContent === "Paid.",
      "not said to be paid",
    );
    expect([
      page.heard,
      (await page.asked(CREATE)).length,
      (await page.asked(LOOK)).length,
    ]).to.deep.equal([[], 1, 2]);
  });
});
