import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { sendKeys, setViewport } from "@web/test-runner-commands";
import { buttonOf, innerOf, settled, statusOf, tidy } from "../test/button.ts";
import { CHECKOUT, failure, METHOD, scriptedClient } from "../test/scripted-client.ts";
import { DodoTopupButton } from "./element.ts";

afterEach(tidy);
before(async () => await setViewport({ width: 800, height: 600 }));

const SECOND = { ...METHOD, id: "bank", label: "Bank transfer" };
const click = async (button: DodoTopupButton): Promise<void> => {
  innerOf(button).click();
  await settled(button);
};

describe("[B01] for everybody", () => {
  const phases: [string, Parameters<typeof buttonOf>[0], string][] = [
    ["idle", {}, ""],
    ["confirming", { status_answers: ["on_its_way"] }, "Checking your payment…"],
    ["applied", { status_answers: ["paid"] }, "Paid. Your balance has been topped up."],
    ["failed", { status_answers: ["failed"] }, "Not paid. You can try again."],
    ["canceled", { status_answers: ["expired"] }, "Not paid. You can try again."],
    [
      "held",
      { status_answers: ["held"] },
      "Your payment is being looked at. Please do not pay again. Reference pmt_1",
    ],
    ["error", { create: [failure("provider_unavailable", 503)] }, "Please try again in a moment."],
  ];
  for (const [phase, script, sentence] of phases) {
    it(`is accessible when ${phase}, and says it in one polite line`, async () => {
      const { button, status } = await buttonOf(script);
      if (phase !== "idle") await click(button);
      expect(button.state.phase).to.equal(phase);
      expect(status()).to.equal(sentence);
      await expect(button).to.be.accessible();
    });
  }

  it("is accessible with methods to pick, a test badge and a label of the page's own", async () => {
    const { button } = await buttonOf(
      { method_answers: [{ ...METHOD, test_mode: true }, SECOND] },
      { label: "Buy 500 credits" },
    );
    await expect(button).to.be.accessible();
    expect(innerOf(button).textContent).to.contain("Test mode");
  });

  it("is a native button that keeps the focus while it is busy", async () => {
    const { button, client, inner } = await buttonOf();
    button.focus();
    expect(button.shadowRoot?.activeElement).to.equal(inner);
    client.hold = true;
    await sendKeys({ press: "Enter" });
    await settled(button);
    expect([
      inner.getAttribute("aria-disabled"),
      inner.disabled,
      button.shadowRoot?.activeElement === inner,
    ]).to.deep.equal(["true", false, true]);
    expect(button.matches(":state(busy)") && button.matches(":state(creating)")).to.equal(true);
    client.release();
  });

  it("is paid with the keyboard alone: a method by the arrows, then the button", async () => {
    const { client, button } = await buttonOf({
      method_answers: [METHOD, SECOND],
      status_answers: ["paid"],
    });
    const start = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    button.before(start);
    start.focus();
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "ArrowDown" });
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Space" });
    await settled(button);
    expect(client.creates.map(({ method_id }) => method_id)).to.deep.equal(["bank"]);
    expect(button.state.phase).to.equal("applied");
  });

  it("has a target of at least 44 pixels, and causes no jump when it becomes busy", async () => {
    const { button, client, inner } = await buttonOf({}, { label: "Pay" });
    const { width, height } = inner.getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
    client.hold = true;
    await click(button);
    expect([
      inner.getBoundingClientRect().width,
      inner.getBoundingClientRect().height,
    ]).to.deep.equal([width, height]);
    client.release();
  });
});

describe("[B02] clicks", () => {
  it("two, three, and Enter held down, make one request", async () => {
    const { button, client, inner } = await buttonOf();
    client.hold = true;
    inner.click();
    inner.click();
    inner.click();
    inner.focus();
    for (let repeat = 0; repeat < 5; repeat += 1) await sendKeys({ press: "Enter" });
    client.release();
    await settled(button);
    expect(client.creates).to.have.length(1);
  });

  it("on a disabled button, and one without an enabled method, make none", async () => {
    const { button, client } = await buttonOf({}, { disabled: true });
    await click(button);
    const none = await buttonOf({
      method_answers: [{ ...METHOD, enabled: false, reason: "not_configured" }],
    });
    await click(none.button);
    expect([client.creates.length, none.client.creates.length, none.status()]).to.deep.equal([
      0,
      0,
      "This cannot be paid here. Please contact support.",
    ]);
  });

  it("send the method of the attribute, or the only one, and show no picker for it", async () => {
    const named = await buttonOf({ method_answers: [METHOD, SECOND] }, { method: "bank" });
    await click(named.button);
    const only = await buttonOf();
    await click(only.button);
    const unknown = await buttonOf({ method_answers: failure("network") });
    await click(unknown.button);
    expect([named, only, unknown].map(({ client }) => client.creates[0]?.method_id)).to.deep.equal([
      "bank",
      "dodo",
      undefined,
    ]);
    expect(
      [named, only].map(({ button }) => button.shadowRoot?.querySelector("fieldset")),
    ).to.deep.equal([null, null]);
  });

  it("on a pack make its topup then, by the function that is there at the click", async () => {
    const { button, client } = await buttonOf(
      { status_answers: ["paid"] },
      { topup_id: undefined, createTopup: () => "tu_old" },
    );
    button.createTopup = async () => "tu_new";
    await click(button);
    expect(client.creates.map(({ topup_id }) => topup_id)).to.deep.equal(["tu_new"]);
    expect([button.state.phase, innerOf(button).hasAttribute("aria-disabled")]).to.deep.equal([
      "applied",
      false,
    ]);
    await click(button);
    expect(client.creates).to.have.length(2);
  });
});

describe("events", () => {
  it("cross shadow roots, in the order of what happened", async () => {
    const client = scriptedClient({ status_answers: ["crediting", "paid"] });
    const host = await fixture<HTMLDivElement>(html`<div></div>`);
    const button = Object.assign(document.createElement("dodo-topup-button"), {
      client,
      topup_id: "tu_1",
    });
    host.attachShadow({ mode: "open" }).append(button);
    const heard: string[] = [];
    for (const name of ["checkout", "applied", "failed", "error"])
      host.addEventListener(`dodo-topup-${name}`, (event) => void heard.push(event.type));
    host.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
    await settled(button);
    await button.pay();
    await button.store?.check();
    expect(heard).to.deep.equal(["dodo-topup-checkout", "dodo-topup-applied"]);
  });

  it("carry what happened, in the words of the visitor", async () => {
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
    expect(events[0]?.detail).to.include({ message: "Please sign in first.", topup_id: "tu_1" });
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

  it("[B09] of an unsafe checkout is an error, and the page stays", async () => {
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

describe("[B07] trouble", () => {
  const troubles: [string, ReturnType<typeof failure>, string][] = [
    ["offline", failure("network"), "No connection. Please try again."],
    [
      "429 with a huge Retry-After",
      failure("unavailable", 429, { retry_after_ms: 86_400_000 }),
      "Please try again in a moment.",
    ],
    ["500", failure("internal", 500), "Please try again in a moment."],
    ["garbage", failure("invalid_answer"), "This cannot be paid here. Please contact support."],
    ["401", failure("unauthorized", 401), "Please sign in first."],
    [
      "a topup that is not pending",
      failure("topup_not_pending", 409),
      "This cannot be paid here. Please contact support.",
    ],
    [
      "a configuration that is wrong",
      failure("configuration", 500),
      "This cannot be paid here. Please contact support.",
    ],
  ];
  for (const [name, error, sentence] of troubles) {
    it(`${name} at the click is an event with a code, a sentence and a button that lives`, async () => {
      const { button, events, inner, status } = await buttonOf({ create: [error] });
      await click(button);
      expect([
        events.map(({ detail }) => detail.code),
        status(),
        inner.hasAttribute("aria-disabled"),
      ]).to.deep.equal([[error.code], sentence, false]);
    });

    it(`${name} while it is looked at comes to an end: look again, with a reference, and never pay again`, async () => {
      const { button, client, status } = await buttonOf({ status_answers: [error] });
      await click(button);
      const retries = error.retryable && error.retry_after_ms === undefined;
      expect([button.state.phase, button.state.slow]).to.deep.equal(["confirming", !retries]);
      if (retries) return;
      expect([innerOf(button).textContent?.trim(), status()]).to.deep.equal([
        "Check again",
        `${sentence} Reference pmt_1`,
      ]);
      client.status_answers = ["paid"];
      await click(button);
      expect([button.state.phase, client.creates.length]).to.deep.equal(["applied", 1]);
    });
  }

  it("an unknown topup, and no topup at all, are events with a code and a sentence", async () => {
    const unknown = await buttonOf({ create: [failure("topup_not_found", 404)] });
    await click(unknown.button);
    expect([unknown.events.map(({ detail }) => detail.code), unknown.status()]).to.deep.equal([
      ["topup_not_found"],
      "This cannot be paid here. Please contact support.",
    ]);
    const { button, client, events } = await buttonOf({}, { topup_id: undefined });
    await click(button);
    expect([events.map(({ detail }) => detail.code), client.creates]).to.deep.equal([
      ["no_topup"],
      [],
    ]);
  });
});

describe("[B06] in any order", () => {
  const client = scriptedClient();
  const orders: [string, () => Promise<DodoTopupButton>][] = [
    [
      "created, set, appended",
      async () => {
        const button = Object.assign(document.createElement("dodo-topup-button"), {
          client,
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
        return Object.assign(button, { client, topup_id: "tu_1", label: "Pay" });
      },
    ],
    [
      "appended, drawn, set",
      async () => {
        const button = document.createElement("dodo-topup-button");
        document.body.append(button);
        await settled(button);
        return Object.assign(button, { client, topup_id: "tu_1", label: "Pay" });
      },
    ],
    [
      "parsed, then set",
      async () => {
        const host = await fixture<HTMLElement>(
          html`<div><dodo-topup-button topup-id="tu_1" label="Pay"></dodo-topup-button></div>`,
        );
        return Object.assign(host.querySelector("dodo-topup-button") as DodoTopupButton, {
          client,
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
        Object.assign(button, { client, createTopup: () => "tu_never" });
        document.body.append(document.adoptNode(button));
        return button;
      },
    ],
  ];
  it("what a template may set is a property of the element before it is set: frameworks make an attribute of the rest", () => {
    const button = document.createElement("dodo-topup-button");
    expect(
      ["client", "createTopup", "token", "topup_id", "disabled"].filter(
        (name) => !(name in button),
      ),
    ).to.deep.equal([]);
  });
  for (const [name, make] of orders) {
    it(`${name}: the same button`, async () => {
      const button = await make();
      await settled(button);
      client.creates = [];
      button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
      await click(button);
      expect([
        client.creates.map(({ topup_id }) => topup_id),
        innerOf(button).textContent?.trim(),
        button.state.phase,
      ]).to.deep.equal([["tu_1"], "Pay", "confirming"]);
      button.remove();
    });
  }

  it("moved, it goes on as it was; removed, everything ends; back again, it looks", async () => {
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
    const looks = client.looks.length;
    for (const name of ["focus", "online", "pageshow"]) globalThis.dispatchEvent(new Event(name));
    await new Promise((resolve) => setTimeout(resolve, 2_700));
    expect(client.looks).to.have.length(looks);
    client.release();
    client.status_answers = ["paid"];
    other.append(button);
    await settled(button);
    expect(button.state.phase).to.equal("applied");
  });

  it("removed while its checkout is being opened and put back later, it is a live button", async () => {
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

  it("with attributes taken away or empty, it is as if they were not there", async () => {
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
    expect(bare.state.error?.code).to.equal("invalid_answer");
  });

  it("paid by a program before it is drawn, it pays once it is", async () => {
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

  it("given another topup, it starts anew", async () => {
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

describe("[B03] back from the checkout", () => {
  it("without having paid: a live button after one look; having paid: confirming, then applied", async () => {
    for (const [answers, phase] of [
      [["pending"], "idle"],
      [["paid"], "applied"],
    ] as const) {
      // An answer without content is no page: the browser stays where it is, as it does while the checkout is being loaded.
      const { button, client, inner } = await buttonOf({
        status_answers: [...answers],
        create: [{ ...CHECKOUT, checkout_url: `${location.origin}/no-content` }],
      });
      button.addEventListener("dodo-topup-checkout", (event) => event.stopImmediatePropagation(), {
        capture: true,
      });
      await click(button);
      expect([button.state.phase, inner.getAttribute("aria-disabled")]).to.deep.equal([
        "redirecting",
        "true",
      ]);
      globalThis.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      expect(button.state.phase).to.equal("confirming");
      await settled(button);
      expect([button.state.phase, client.looks.length, client.creates.length]).to.deep.equal([
        phase,
        1,
        1,
      ]);
      tidy();
    }
  });
});

describe("languages", () => {
  it("follow the text around, in words and direction, from the first drawing on", async () => {
    const around = await fixture<HTMLElement>(
      html`<div lang="ar-EG">
        <p lang="de"><dodo-topup-button topup-id="tu_1"></dodo-topup-button></p>
      </div>`,
    );
    const button = around.querySelector("dodo-topup-button") as DodoTopupButton;
    await oneDrawing(button);
    expect([
      innerOf(button).textContent?.trim(),
      button.shadowRoot?.querySelector("[lang]")?.getAttribute("lang"),
    ]).to.deep.equal(["Guthaben aufladen", "de"]);
    const arabic = document.createElement("dodo-topup-button");
    around.append(arabic);
    await oneDrawing(arabic);
    expect(arabic.shadowRoot?.querySelector("[lang]")?.getAttribute("dir")).to.equal("rtl");
  });

  it("that nobody speaks here are English; others can be added", async () => {
    const { en } = await import("./words/en.ts");
    const { registerWords } = await import("./element.ts");
    const unknown = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="nl" topup-id="tu_1"></dodo-topup-button>`,
    );
    expect(innerOf(unknown).textContent?.trim()).to.equal("Top up");
    registerWords({ ...en, language: "nl", label: "Opwaarderen" });
    const dutch = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="nl-BE" topup-id="tu_1"></dodo-topup-button>`,
    );
    expect(innerOf(dutch).textContent?.trim()).to.equal("Opwaarderen");
    const odd = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="constructor" topup-id="tu_1"></dodo-topup-button>`,
    );
    expect(innerOf(odd).textContent?.trim()).to.equal("Top up");
  });

  async function oneDrawing(button: DodoTopupButton): Promise<void> {
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => (observer.disconnect(), resolve()));
      if (button.shadowRoot) observer.observe(button.shadowRoot, { childList: true });
    });
  }
});

describe("on a page", () => {
  it("the address keeps nothing of what Dodo added to it", async () => {
    const before = location.href;
    history.replaceState(
      null,
      "",
      "?keep=1&payment_id=pay_7hQ2&status=succeeded&email=ada%40example.com#top",
    );
    await buttonOf();
    expect(location.search + location.hash).to.equal("?keep=1#top");
    history.replaceState(null, "", "?status=mine&email=mine");
    await buttonOf();
    expect(location.search).to.equal("?status=mine&email=mine");
    history.replaceState(null, "", before);
  });

  it("[B10] a second copy of another version does no harm", async () => {
    await import(
      new URL("/packages/payment-client/dist/cdn/dodo-topup-button.js", location.origin).href
    );
    const { button, client } = await buttonOf({ status_answers: ["paid"] });
    await click(button);
    expect([
      button instanceof DodoTopupButton,
      button.state.phase,
      client.creates.length,
    ]).to.deep.equal([true, "applied", 1]);
  });

  it("a class of one's own can carry it", async () => {
    customElements.define("my-button", class extends DodoTopupButton {});
    const mine = await fixture<DodoTopupButton>(
      html`<my-button topup-id="tu_1" lang="en" label="Mine"></my-button>`,
    );
    expect(innerOf(mine).textContent?.trim()).to.equal("Mine");
  });

  it("the label, an icon and what works without a script are slots", async () => {
    const button = await fixture<DodoTopupButton>(
      html`<dodo-topup-button lang="en" topup-id="tu_1"
        ><b slot="label">Buy</b><i slot="icon">+</i
        ><a href="/pay">Pay without a script</a></dodo-topup-button
      >`,
    );
    const shown = [...button.children].map((child) => [
      child.tagName,
      (child as HTMLElement).checkVisibility(),
    ]);
    expect(shown).to.deep.equal([
      ["B", true],
      ["I", true],
      ["A", false],
    ]);
    await expect(button).to.be.accessible();
  });

  it("it fires its events through `oneEvent` of the world", async () => {
    const { button } = await buttonOf({ status_answers: ["paid"] });
    setTimeout(() => innerOf(button).click());
    const { detail } = await oneEvent(button, "dodo-topup-applied");
    expect(detail).to.include({ phase: "applied", payment_id: "pmt_1" });
  });
});

describe("[B05] drawn by a server", () => {
  it("is taken over as it stands: the same button, no jump, no complaint", async () => {
    const complaints: unknown[] = [];
    // A page of its own: taking over must be learnt before the element is defined.
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
    expect(inner.textContent?.trim()).to.equal("Top up");
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
    await button.updateComplete;
    expect(button.state.phase).to.equal("creating");
    expect(complaints).to.deep.equal([]);
  });
});
