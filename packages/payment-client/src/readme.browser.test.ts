// Runs the README's examples, each on its own page, which `test/snippets.ts` serves.
import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import { innerOf, statusOf, tidy, wordOf } from "../test/button.ts";
import type { PageRequest } from "../test/snippets.ts";
import type { DodoTopupButton } from "./element.ts";

afterEach(tidy);

interface Page {
  document: Document;
  window: Window & typeof globalThis;
  /** The calls of the functions that the page passed to the example, and the errors. */
  log: string[];
  /** Returns the requests of the page with this method and path. */
  requests(what: string): Promise<PageRequest[]>;
}

const CREATE = "POST /v1/payment/checkout/create";
const POLL = "GET /v1/payment/redirect/success";

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
  const window = frame.contentWindow as Page["window"] & { log: string[] };
  return {
    document: window.document,
    window,
    log: window.log,
    requests: async (what) =>
      ((await (await fetch(`${address}/requests`)).json()) as PageRequest[]).filter(
        (request) => request.what === what,
      ),
  };
}

const soon = async (is: () => unknown, what: string): Promise<void> =>
  await waitUntil(is, what, { timeout: 30_000 });

/** Returns the example's button, once it is drawn. */
async function buttonOn({ document }: Page): Promise<DodoTopupButton> {
  await soon(
    () => document.querySelector("dodo-topup-button")?.shadowRoot?.querySelector("button"),
    "no button that is upgraded and drawn",
  );
  return document.querySelector("dodo-topup-button") as DodoTopupButton;
}

describe("[P03] an example of the README", () => {
  const examples = [
    { name: "page", label: "Top up", topup_id: "topup_demo", log: [] },
    { name: "react", label: "Buy 500 credits", topup_id: "topup_made", log: ["refresh"] },
    { name: "vue", label: "Pay now", topup_id: "topup_demo", log: ["paid"] },
    { name: "svelte", label: "Pay now", topup_id: "topup_demo", log: ["onpaid"] },
  ];
  for (const { name, label, topup_id, log } of examples) {
    it(`${name}: a double click opens one checkout, and the page is notified once that the balance has the money`, async () => {
      const page = await pageOf(name);
      page.window.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
      const button = await buttonOn(page);
      expect(wordOf(button)).to.equal(label);
      innerOf(button).click();
      innerOf(button).click();
      await soon(() => button.state.phase === "applied", "not applied");
      await soon(() => page.log.length >= log.length, "not notified");
      expect([page.log, await page.requests(CREATE)]).to.deep.equal([
        log,
        [{ what: CREATE, topup_id }],
      ]);
      expect(await page.requests("POST /topups")).to.have.length(topup_id === "topup_made" ? 1 : 0);
      expect(await page.requests("GET /no-content")).to.deep.equal([]);
      // The first poll reports `crediting`, the second one `paid`.
      expect(await page.requests(POLL)).to.have.length(2);
      expect(statusOf(button)).to.equal("500 credits have been added to your balance.");
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
    expect(page.log).to.deep.equal([]);
  });

  it("packs: one tag shows the balance and the packs, and makes the topup of the one that is bought", async () => {
    const page = await pageOf("packs");
    const packs = (): ShadowRoot | null | undefined =>
      page.document.querySelector("dodo-topup-packs")?.shadowRoot;
    const button = (): HTMLButtonElement | null | undefined =>
      packs()?.querySelector("dodo-topup-button")?.shadowRoot?.querySelector("button");
    await soon(button, "no button");
    await soon(() => packs()?.textContent?.includes("No payments yet"), "no payments");
    expect(packs()?.querySelector(".balance")?.textContent).to.contain("3,440");
    button()?.click();
    await soon(async () => (await page.requests("GET /no-content")).length, "not left");
    expect(await page.requests(CREATE)).to.deep.equal([{ what: CREATE, topup_id: "topup_made" }]);
    expect(page.log).to.deep.equal([]);
  });

  it("desk: without anything that needs a person, it says so", async () => {
    const { document, log } = await pageOf("desk");
    const shown = (): string =>
      document.querySelector("dodo-payments-desk")?.shadowRoot?.textContent ?? "";
    await soon(() => shown().includes("Nothing needs you."), "nothing is said");
    expect(shown()).to.contain("Live");
    expect(log).to.deep.equal([]);
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
    await soon(async () => (await page.requests("GET /no-content")).length, "not left");
    expect([button()?.getAttribute("aria-disabled"), await page.requests(CREATE)]).to.deep.equal([
      "true",
      [{ what: CREATE, topup_id: "topup_demo" }],
    ]);
    page.window.dispatchEvent(new page.window.PageTransitionEvent("pageshow", { persisted: true }));
    await soon(
      () => page.document.querySelector("[role=status]")?.textContent === "Paid.",
      "not said to be paid",
    );
    expect([
      page.log,
      (await page.requests(CREATE)).length,
      (await page.requests(POLL)).length,
    ]).to.deep.equal([[], 1, 2]);
  });
});
