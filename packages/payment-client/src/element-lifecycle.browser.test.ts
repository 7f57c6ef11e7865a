import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import {
  buttonOf,
  click,
  innerOf,
  SECOND,
  settled,
  statusOf,
  useTidyPage,
  wordOf,
} from "../test/button.ts";
import { failure, METHOD, scriptedClient } from "../test/scripted-client.ts";
import type { DodoTopupButton } from "./element.ts";

useTidyPage();

describe("[B06] the life of an element", () => {
  const shared = scriptedClient();
  const orders: [string, () => Promise<DodoTopupButton>][] = [
    [
      "created, set, appended",
      async () => {
        const button = Object.assign(document.createElement("dodo-topup-button"), {
          client: shared,
          topup_id: "tu_1",
          label: "Pay",
        });
        document.body.append(button);
        return button;
      },
    ],
    [
      "created, appended, set",
      async () => {
        const button = document.createElement("dodo-topup-button");
        document.body.append(button);
        return Object.assign(button, { client: shared, topup_id: "tu_1", label: "Pay" });
      },
    ],
    [
      "appended, drawn, set",
      async () => {
        const button = document.createElement("dodo-topup-button");
        document.body.append(button);
        await settled(button);
        return Object.assign(button, { client: shared, topup_id: "tu_1", label: "Pay" });
      },
    ],
    [
      "parsed, then set",
      async () => {
        const host = await fixture<HTMLElement>(
          html`<div><dodo-topup-button topup-id="tu_1" label="Pay"></dodo-topup-button></div>`,
        );
        return Object.assign(host.querySelector("dodo-topup-button") as DodoTopupButton, {
          client: shared,
        });
      },
    ],
    [
      "set before it is upgraded",
      async () => {
        const inert = new DOMParser().parseFromString(
          '<dodo-topup-button topup-id="tu_1" label="Pay"></dodo-topup-button>',
          "text/html",
        );
        const button = inert.querySelector("dodo-topup-button") as DodoTopupButton;
        Object.assign(button, { client: shared, createTopup: () => "tu_never" });
        document.body.append(document.adoptNode(button));
        return button;
      },
    ],
  ];
  it("has every property before it is set, because frameworks set all others as attributes", () => {
    const button = document.createElement("dodo-topup-button");
    expect(
      ["client", "createTopup", "token", "topup_id", "disabled"].filter(
        (name) => !(name in button),
      ),
    ).to.deep.equal([]);
  });
  for (const [name, make] of orders) {
    it(`works the same when ${name}`, async () => {
      const button = await make();
      await settled(button);
      shared.creates = [];
      button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
      await click(button);
      expect([
        shared.creates.map(({ topup_id }) => topup_id),
        wordOf(button),
        button.state.phase,
      ]).to.deep.equal([["tu_1"], "Pay", "confirming"]);
      button.remove();
    });
  }

  it("continues when it is moved, stops when it is removed, and polls when it is put back", async () => {
    const { button, client } = await buttonOf({ status_answers: ["on_its_way"] });
    client.hold = true;
    innerOf(button).click();
    await settled(button);
    const other = await fixture<HTMLElement>(html`<section></section>`);
    other.append(button);
    await settled(button);
    expect([button.state.phase, client.signals.at(-1)?.aborted]).to.deep.equal(["creating", false]);
    client.release();
    await settled(button);
    expect(button.state.phase).to.equal("confirming");
    client.hold = true;
    const looked = button.store?.check();
    button.remove();
    await settled(button);
    await looked;
    expect(client.signals.at(-1)?.aborted).to.equal(true);
    const polls = client.polls.length;
    for (const name of ["focus", "online", "pageshow"]) globalThis.dispatchEvent(new Event(name));
    await new Promise((resolve) => setTimeout(resolve, 2_700));
    expect(client.polls).to.have.length(polls);
    client.release();
    client.status_answers = ["paid"];
    other.append(button);
    await settled(button);
    expect(button.state.phase).to.equal("applied");
  });

  it("can be clicked again after it was removed while its checkout was being opened", async () => {
    const { button, client, inner } = await buttonOf();
    client.hold = true;
    inner.click();
    await settled(button);
    button.remove();
    await settled(button);
    client.release();
    document.body.append(button);
    await settled(button);
    expect([button.state.phase, inner.hasAttribute("aria-disabled")]).to.deep.equal([
      "idle",
      false,
    ]);
    await click(button);
    expect(client.creates).to.have.length(2);
    button.remove();
  });

  it("treats an empty or a removed attribute as absent", async () => {
    const { button, client } = await buttonOf(
      { method_answers: [METHOD, SECOND], status_answers: ["paid"] },
      { method: "" },
    );
    button.setAttribute("endpoint", "/other");
    button.removeAttribute("endpoint");
    await settled(button);
    await click(button);
    expect(client.creates.map(({ method_id }) => method_id)).to.deep.equal(["dodo"]);
    const pack = await buttonOf({}, { topup_id: "", createTopup: () => "tu_made" });
    await click(pack.button);
    expect(pack.client.creates.map(({ topup_id }) => topup_id)).to.deep.equal(["tu_made"]);
    const bare = await fixture<DodoTopupButton>(
      html`<dodo-topup-button topup-id="tu_1" endpoint="/x" lang="en"></dodo-topup-button>`,
    );
    bare.removeAttribute("endpoint");
    (bare as { client: unknown }).client = null;
    await settled(bare);
    await click(bare);
    await waitUntil(() => bare.state.error !== undefined, "the page has no payment server");
    expect(bare.state.error?.code).to.equal("invalid_answer");
  });

  it("offers no method of its earlier server if those of the new one cannot be loaded", async () => {
    const { button, client } = await buttonOf({ method_answers: [METHOD, SECOND] });
    const radios = (): number => button.shadowRoot?.querySelectorAll("[type=radio]").length ?? 0;
    expect(radios()).to.equal(2);
    const other = scriptedClient({ method_answers: failure("network") });
    button.client = other;
    await settled(button);
    expect(radios()).to.equal(0);
    await click(button);
    expect([client.creates.length, other.creates.length]).to.deep.equal([0, 1]);
  });

  it("pays as soon as it is drawn, if a program calls `pay()` before", async () => {
    const client = scriptedClient({ status_answers: ["paid"] });
    const button = Object.assign(document.createElement("dodo-topup-button"), {
      client,
      topup_id: "tu_1",
    });
    button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
    const paid = button.pay();
    document.body.append(button);
    await paid;
    await settled(button);
    expect([client.creates.length, button.state.phase]).to.deep.equal([1, "applied"]);
    button.remove();
  });

  it("starts anew when it is given another topup", async () => {
    const { button, client, inner } = await buttonOf({ status_answers: ["paid"] });
    await click(button);
    expect(inner.getAttribute("aria-disabled")).to.equal("true");
    button.topup_id = "tu_2";
    await settled(button);
    expect([
      button.state.phase,
      inner.hasAttribute("aria-disabled"),
      statusOf(button),
    ]).to.deep.equal(["idle", false, ""]);
    expect([button.matches(":state(idle)"), button.matches(":state(applied)")]).to.deep.equal([
      true,
      false,
    ]);
    await click(button);
    expect(client.creates.map(({ topup_id }) => topup_id)).to.deep.equal(["tu_1", "tu_2"]);
  });
});
