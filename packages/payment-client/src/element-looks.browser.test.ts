// What a designer measures: the button has one box in all states, and nothing around it moves.
import { expect, fixture, html } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import {
  buttonOf,
  click,
  innerOf,
  SECOND,
  settled,
  statusOf,
  useTidyPage,
} from "../test/button.ts";
import { contrastOf, inkOf, paintOf } from "../test/contrast.ts";
import { failure, METHOD } from "../test/scripted-client.ts";

useTidyPage();

const TEST_MODE = [{ ...METHOD, test_mode: true as const }];
type Script = Parameters<typeof buttonOf>[0];
/** The answers that lead to each state after a click. */
const STATES: [string, Script][] = [
  ["confirming", { status_answers: ["on_its_way"] }],
  ["crediting", { status_answers: ["crediting"] }],
  ["bank", { status_answers: [{ stage: "bank", on_its_way: true } as object] }],
  ["slow", { status_answers: [failure("unauthorized", 401)] }],
  ["applied", { status_answers: ["paid"] }],
  ["failed", { status_answers: ["failed"] }],
  ["canceled", { status_answers: ["canceled"] }],
  ["held", { status_answers: ["held"] }],
  ["dismissed", { status_answers: ["dismissed"] }],
  ["network", { create: [failure("network")] }],
  ["busy", { create: [failure("provider_unavailable", 503)] }],
  ["signed out", { create: [failure("unauthorized", 401)] }],
  ["refused", { create: [failure("topup_not_pending", 409)] }],
];

for (const width of [1280, 375, 320])
  describe(`[F47] at ${width} pixels`, () => {
    before(async () => await setViewport({ width, height: 800 }));

    for (const label of [undefined, "Add $5", "Add $20.00 to the balance of the whole team"])
      it(`the box is the same in every state, with the label ${label ?? "by default"}`, async () => {
        const boxes = new Map<string, string[]>();
        const note = (box: string, name: string): void =>
          void boxes.set(box, [...(boxes.get(box) ?? []), name]);
        for (const [name, script] of STATES) {
          const { button } = await buttonOf(script, { label });
          note(boxOf(button), "idle");
          await click(button);
          await settled(button);
          note(boxOf(button), name);
          expect(button.getBoundingClientRect().right, name).to.be.at.most(width);
          button.remove();
        }
        expect([...boxes.keys()], JSON.stringify([...boxes])).to.have.length(1);
      });
  });

describe("[F47] nothing moves", () => {
  for (const icon of [false, true])
    it(`the words stay while the button works, ${icon ? "with an icon" : "without an icon"}`, async () => {
      const { button, client } = await buttonOf({ status_answers: ["on_its_way"] });
      if (icon) button.append(iconOf("1.125em"));
      await settled(button);
      const at_first = wordsAt(button);
      client.hold = true;
      await click(button);
      expect([button.state.phase, wordsAt(button)]).to.deep.equal(["creating", at_first]);
      client.release();
      await settled(button);
      expect([button.state.phase, wordsAt(button)]).to.deep.equal(["confirming", at_first]);
    });

  it("no layout shifts from the click to the balance, beside the button and below it", async () => {
    const row = await fixture<HTMLElement>(
      html`<div style="display:flex;gap:1rem"><span>before</span><b>after</b></div>`,
    );
    const { button, client } = await buttonOf({ status_answers: ["on_its_way", "paid"] });
    row.querySelector("b")?.before(button);
    await settled(button);
    const around = (): string => {
      const { x, y } = row.querySelector("b")?.getBoundingClientRect() ?? {};
      return `${x} ${y} ${boxOf(button)}`;
    };
    const at_first = around();
    client.hold = true;
    await click(button);
    expect(around()).to.equal(at_first);
    client.release();
    await settled(button);
    await button.store?.check();
    await settled(button);
    expect([button.state.phase, around()]).to.deep.equal(["applied", at_first]);
  });

  it("the test badge that arrives late does not change the box", async () => {
    const { button, client } = await buttonOf();
    const at_first = boxOf(button);
    client.method_answers = TEST_MODE;
    const late = await buttonOf({ method_answers: TEST_MODE });
    expect(late.inner.querySelector("small")?.innerText).to.equal("Test mode");
    expect(boxOf(late.button)).to.equal(at_first);
  });

  for (const padding of ["0px", "1rem", "0 3rem"])
    it(`the spinner is inside of the button with a padding of ${padding}`, async () => {
      await fixture(
        html`<style>
          .padded::part(button) {
            padding: var(--given);
          }
        </style>`,
      );
      const { button, client } = await buttonOf({}, { className: "padded" });
      button.style.setProperty("--given", padding);
      button.style.minInlineSize = "0";
      client.hold = true;
      await click(button);
      const [ring, box] = [ringOf(button), innerOf(button).getBoundingClientRect()];
      expect(ring.left).to.be.at.least(box.left);
      expect(ring.right).to.be.below(box.right);
      client.release();
    });

  it("in a flex row that stretches its items the button keeps its height", async () => {
    const row = await fixture<HTMLElement>(
      html`<div style="display:flex;block-size:200px;align-items:stretch"></div>`,
    );
    const { button } = await buttonOf();
    row.append(button);
    await settled(button);
    expect(innerOf(button).getBoundingClientRect().height).to.equal(44);
  });
});

describe("what can be pressed is at least 44 pixels high", () => {
  for (const height of ["2.25rem", "2.75rem", "3.25rem"])
    it(`with a height of ${height}`, async () => {
      const { button, inner } = await buttonOf();
      button.style.setProperty("--dodo-topup-height", height);
      const { top, bottom, left, height: shown } = inner.getBoundingClientRect();
      expect(shown).to.equal(Number.parseFloat(height) * 16);
      const spare = Math.max(0, (44 - shown) / 2) - 0.5;
      for (const y of [top - spare, bottom + spare - 1])
        expect(document.elementFromPoint(left + 20, y) === button).to.equal(true);
    });

  it("in the choice of methods", async () => {
    const { button } = await buttonOf({ method_answers: [METHOD, SECOND] });
    const rows = [...(button.shadowRoot?.querySelectorAll("label") ?? [])];
    expect(rows.map((row) => row.getBoundingClientRect().height >= 44)).to.deep.equal([true, true]);
  });
});

for (const scheme of ["light", "dark"])
  describe(`in a ${scheme} page`, () => {
    it("the words of every state have a contrast of at least 4.5, and its edge shows", async () => {
      const low: string[] = [];
      for (const [name, script] of [["idle", {}] as [string, Script], ...STATES]) {
        const page = await fixture<HTMLElement>(
          html`<div style="color-scheme:${scheme};background:Canvas;color:CanvasText"></div>`,
        );
        const { button, inner } = await buttonOf(script);
        button.style.setProperty("transition", "none");
        page.append(button);
        if (name !== "idle") await click(button);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const ratio = contrastOf(inkOf(inner), paintOf(inner));
        if (ratio < 4.5) low.push(`${name} ${ratio}`);
        const mark = button.shadowRoot?.querySelector("p svg");
        const marked = mark ? contrastOf(inkOf(mark), paintOf(page)) : 21;
        if (marked < 3) low.push(`mark of ${name} ${marked}`);
        button.remove();
      }
      expect(low).to.deep.equal([]);
    });

    it("a disabled button and the badge can be read", async () => {
      const page = await fixture<HTMLElement>(
        html`<div style="color-scheme:${scheme};background:Canvas;color:CanvasText"></div>`,
      );
      const { button, inner } = await buttonOf({ method_answers: TEST_MODE }, { disabled: true });
      page.append(button);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(contrastOf(inkOf(inner, page), paintOf(inner, page))).to.be.at.least(4.5);
      const badge = inner.querySelector("small") as HTMLElement;
      expect(contrastOf(inkOf(badge), paintOf(badge))).to.be.at.least(4.5);
    });
  });

it("an end has a mark and a colour, and is not a disabled button", async () => {
  const colours = new Set<string>();
  for (const answer of ["paid", "held"] as const) {
    const { button, inner } = await buttonOf({ status_answers: [answer] });
    await click(button);
    await new Promise((resolve) => setTimeout(resolve, 300));
    colours.add(getComputedStyle(inner).backgroundColor);
    expect(getComputedStyle(inner).opacity + getComputedStyle(inner).filter).to.equal("1none");
    expect(inner.querySelector(".on path")?.getAttribute("d")).to.match(/^[mM]/);
  }
  const { inner } = await buttonOf({}, { disabled: true });
  colours.add(getComputedStyle(inner).backgroundColor);
  expect(colours.size).to.equal(3);
});

it("a button that cannot be pressed names its reason", async () => {
  const { button, inner } = await buttonOf({ status_answers: ["held"] });
  await click(button);
  const described = button.shadowRoot?.getElementById(inner.getAttribute("aria-describedby") ?? "");
  expect(described?.textContent).to.contain("is being checked. Please do not pay again.");
  expect(statusOf(button)).to.contain("Reference pmt_1");
});

function boxOf(button: Element): string {
  const { width, height } = innerOf(button).getBoundingClientRect();
  return `${width} × ${height}`;
}

/** Where the text of the label begins and ends. */
function wordsAt(button: Element): string {
  const range = document.createRange();
  const slot = innerOf(button).querySelector("slot[name=label]");
  range.selectNodeContents(slot as Element);
  const { left, right, top } = range.getBoundingClientRect();
  return `${left} ${right} ${top}`;
}

/** The box of the spinner, which is drawn beside the place of the icon. */
function ringOf(button: Element): { left: number; right: number } {
  const place = innerOf(button).querySelector("i") as HTMLElement;
  const style = getComputedStyle(place, "::after");
  const right = place.getBoundingClientRect().right - Number.parseFloat(style.right);
  return { left: right - Number.parseFloat(style.width), right };
}

function iconOf(size: string): Element {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("slot", "icon");
  icon.setAttribute("style", `inline-size:${size};block-size:${size}`);
  return icon;
}
