import { expect, fixture, html } from "@open-wc/testing";
import { buttonOf, click, settled, useTidyPage, wordOf } from "../test/button.ts";
import { CHECKOUT, failure, scriptedClient } from "../test/scripted-client.ts";

useTidyPage();

describe("events", () => {
  it("cross shadow roots, in the order in which things happen", async () => {
    const client = scriptedClient({ status_answers: ["crediting", "paid"] });
    const host = await fixture<HTMLDivElement>(html`<div></div>`);
    const button = Object.assign(document.createElement("dodo-topup-button"), {
      client,
      topup_id: "tu_1",
    });
    host.attachShadow({ mode: "open" }).append(button);
    const events: string[] = [];
    for (const name of ["checkout", "applied", "failed", "error"])
      host.addEventListener(`dodo-topup-${name}`, (event) => void events.push(event.type));
    host.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
    await settled(button);
    await button.pay();
    await button.store?.check();
    expect(events).to.deep.equal(["dodo-topup-checkout", "dodo-topup-applied"]);
  });

  it("carry the state, and the sentence that the visitor reads", async () => {
    const { button, events } = await buttonOf({
      create: [failure("unauthorized", 401), CHECKOUT],
      status_answers: ["failed"],
    });
    await click(button);
    await click(button);
    expect(events.map(({ type, detail }) => [type, detail.code ?? detail.status])).to.deep.equal([
      ["dodo-topup-error", "unauthorized"],
      ["dodo-topup-checkout", "pending"],
      ["dodo-topup-failed", "failed"],
    ]);
    expect(events[0]?.detail).to.include({
      message: "Please sign in and try again.",
      topup_id: "tu_1",
    });
  });

  it("are not caused by setting properties", async () => {
    const { button, events } = await buttonOf();
    Object.assign(button, {
      topup_id: "tu_2",
      label: "x",
      disabled: true,
      method: "dodo",
      return_to: "/",
      checkout_hosts: "x.test",
    });
    await settled(button);
    expect(events).to.deep.equal([]);
  });

  it("[B09] report an unsafe checkout as an error, and the page stays", async () => {
    for (const checkout_url of [
      "javascript:document.title='x'",
      "data:text/html,x",
      "https://evil.example/",
    ]) {
      const { button, events } = await buttonOf({ create: [{ ...CHECKOUT, checkout_url }] });
      await click(button);
      expect(events.map(({ type, detail }) => [type, detail.code])).to.deep.equal([
        ["dodo-topup-error", "unsafe_checkout_url"],
      ]);
    }
    expect(location.href).to.contain(window.location.host);
  });
});

describe("[B07] errors", () => {
  const troubles: [string, ReturnType<typeof failure>, string][] = [
    ["offline", failure("network"), "No connection. Nothing has been paid. Please try again."],
    [
      "429 with a huge Retry-After",
      failure("unavailable", 429, { retry_after_ms: 86_400_000 }),
      "That did not work just now. Please try again in a moment.",
    ],
    ["500", failure("internal", 500), "That did not work just now. Please try again in a moment."],
    [
      "garbage",
      failure("invalid_answer"),
      "This cannot be paid here. Please reload the page or contact support.",
    ],
    ["401", failure("unauthorized", 401), "Please sign in and try again."],
    [
      "a topup that is not pending",
      failure("topup_not_pending", 409),
      "This cannot be paid here. Please reload the page or contact support.",
    ],
    [
      "a configuration that is wrong",
      failure("configuration", 500),
      "This cannot be paid here. Please reload the page or contact support.",
    ],
  ];
  for (const [name, error, sentence] of troubles) {
    it(`${name} at the click: an event with a code, a sentence, and a button that can be clicked again`, async () => {
      const { button, events, inner, status } = await buttonOf({ create: [error] });
      await click(button);
      expect([
        events.map(({ detail }) => detail.code),
        status(),
        inner.hasAttribute("aria-disabled"),
      ]).to.deep.equal([[error.code], sentence, false]);
    });

    it(`${name} at a poll: the button offers to check again, with a reference, and never to pay again`, async () => {
      const { button, client, status } = await buttonOf({ status_answers: [error] });
      await click(button);
      const retries = error.retryable && error.retry_after_ms === undefined;
      expect([button.state.phase, button.state.slow]).to.deep.equal(["confirming", !retries]);
      if (retries) return;
      expect([wordOf(button), status()]).to.deep.equal([
        "Check again",
        `${sentence} Reference pmt_1`,
      ]);
      client.status_answers = ["paid"];
      await click(button);
      expect([button.state.phase, client.creates.length]).to.deep.equal(["applied", 1]);
    });
  }

  it("an unknown topup, and no topup at all, fire events with a code and a sentence", async () => {
    const unknown = await buttonOf({ create: [failure("topup_not_found", 404)] });
    await click(unknown.button);
    expect([unknown.events.map(({ detail }) => detail.code), unknown.status()]).to.deep.equal([
      ["topup_not_found"],
      "This cannot be paid here. Please reload the page or contact support.",
    ]);
    const { button, client, events } = await buttonOf({}, { topup_id: undefined });
    await click(button);
    expect([events.map(({ detail }) => detail.code), client.creates]).to.deep.equal([
      ["no_topup"],
      [],
    ]);
  });
});
