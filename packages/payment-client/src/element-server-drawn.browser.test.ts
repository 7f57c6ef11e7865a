import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import { innerOf, settled, useTidyPage } from "../test/button.ts";
import type { DodoTopupButton } from "./element.ts";

useTidyPage();

describe("[B05] drawn by a server", () => {
  it("is hydrated: the same button of the same size, and no error", async () => {
    const complaints: unknown[] = [];
    // The page is a frame, because Lit's support for hydration must be loaded before the element
    // is defined.
    const frame = await fixture<HTMLIFrameElement>(
      html`<iframe title="A page" width="400" height="200"></iframe>`,
    );
    const shown = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    frame.src = "/server-drawn?lang=en";
    await shown;
    const page = frame.contentDocument as Document;
    const button = page.querySelector("dodo-topup-button") as DodoTopupButton;
    const inner = innerOf(button);
    const before = JSON.stringify(inner.getBoundingClientRect());
    expect(inner.innerText.trim()).to.equal("Top up");
    frame.contentWindow?.addEventListener("error", (event) => complaints.push(event.message));
    frame.contentWindow?.addEventListener("unhandledrejection", (event) =>
      complaints.push(String(event.reason)),
    );
    const script = Object.assign(page.createElement("script"), {
      type: "module",
      src: "/packages/payment-client/test/hydrate.ts",
    });
    page.head.append(script);
    await frame.contentWindow?.customElements.whenDefined("dodo-topup-button");
    await settled(button);
    expect([
      innerOf(button) === inner,
      JSON.stringify(inner.getBoundingClientRect()) === before,
      button.shadowRoot?.querySelectorAll("button").length,
    ]).to.deep.equal([true, true, 1]);
    expect(complaints).to.deep.equal([]);
    expect(button.state.phase).to.equal("idle");
    inner.click();
    await waitUntil(() => button.state.phase !== "idle", "the click does something");
    expect(complaints).to.deep.equal([]);
  });
});
