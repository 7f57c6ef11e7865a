// The button in pages whose own styles reset everything, and with the looks of the README.
import { expect, fixture, html } from "@open-wc/testing";
import { buttonOf, click, innerOf, settled, useTidyPage, type Fixture } from "../test/button.ts";
import { METHOD } from "../test/scripted-client.ts";

useTidyPage();

const fetched = async (path: string): Promise<string> =>
  await (await fetch(new URL(`/packages/payment-client/${path}`, location.origin))).text();
const RESETS: [string, () => Promise<string>][] = [
  ["Preflight of Tailwind 4", async () => await fetched("node_modules/tailwindcss/preflight.css")],
  ["`* { all: revert }`", async () => "* { all: revert }"],
  [
    "a reset of margins and of boxes",
    async () =>
      "*, ::before, ::after { margin: 0; padding: 0; box-sizing: border-box; border: 0; }",
  ],
];

for (const [name, styles] of RESETS)
  describe(`[F47] on a page with ${name}`, () => {
    it("an svg icon, the spinner and the words are in one line, and nothing moves", async () => {
      const { button, client, inner } = await drawIn(await styles());
      const icon = button.querySelector("svg") as SVGElement;
      const [picture, words] = [icon.getBoundingClientRect(), wordsOf(button)];
      expect(Math.abs(middleOf(picture) - middleOf(words))).to.be.below(1.5);
      expect([picture.width, picture.height]).to.deep.equal([18, 18]);
      expect(words.left - picture.right).to.equal(8);
      const box = boxOf(inner);
      expect(box.height).to.equal(44);
      client.hold = true;
      await click(button);
      expect([wordsOf(button).left, boxOf(inner)]).to.deep.equal([words.left, box]);
      client.release();
      await settled(button);
      expect([button.state.phase, boxOf(inner)]).to.deep.equal(["applied", box]);
    });

    it("the sentence is below the button, and the badge on its edge", async () => {
      const { button, inner } = await drawIn(await styles());
      await click(button);
      const line = button.shadowRoot?.querySelector("p") as HTMLElement;
      const badge = inner.querySelector("small") as HTMLElement;
      expect(line.getBoundingClientRect().top).to.be.above(inner.getBoundingClientRect().bottom);
      const edge = inner.getBoundingClientRect().top;
      const { top, bottom } = badge.getBoundingClientRect();
      expect([top < edge, bottom > edge]).to.deep.equal([true, true]);
    });
  });

describe("[P03] a look of the README", () => {
  it("is that of the button of shadcn/ui", async () => {
    // The declarations of the default variant of its button, in the classes of Tailwind:
    // h-9 rounded-md bg-primary text-primary-foreground text-sm font-medium.
    const page = await fixture<HTMLElement>(
      html`<div>
        <style>
          .theme {
            --radius: 0.625rem;
            --primary: oklch(0.205 0 0);
            --primary-foreground: oklch(0.985 0 0);
          }
          .reference {
            height: 2.25rem;
            border-radius: calc(var(--radius) - 2px);
            background: var(--primary);
            color: var(--primary-foreground);
            font: 500 0.875rem sans-serif;
          }
        </style>
        <div class="theme" style="font-family:sans-serif">
          <button class="reference">Add $20.00</button>
        </div>
      </div>`,
    );
    const { button, inner } = await drawIn(await readmeCss("shadcn.css"));
    page.querySelector(".theme")?.append(button);
    await settled(button);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const shared = ["height", "border-radius", "background-color", "color", "font-size"];
    const looksOf = (element: Element): string[] =>
      [...shared, "font-weight", "font-family"].map((property) =>
        getComputedStyle(element).getPropertyValue(property),
      );
    expect(looksOf(inner)).to.deep.equal(looksOf(page.querySelector(".reference") as Element));
  });

  it("has square corners, and a second button that is only outlined", async () => {
    const css = await readmeCss("corporate.css");
    const first = await drawIn(css);
    const second = await drawIn("");
    second.button.className = "outlined";
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [filled, outlined] = [getComputedStyle(first.inner), getComputedStyle(second.inner)];
    expect([filled.borderRadius, filled.backgroundColor]).to.deep.equal(["2px", "rgb(0, 82, 155)"]);
    expect([outlined.backgroundColor, outlined.borderTopColor]).to.deep.equal([
      "rgba(0, 0, 0, 0)",
      "rgb(125, 133, 147)",
    ]);
    expect(boxOf(first.inner)).to.deep.equal(boxOf(second.inner));
  });

  it("places the sentence aside, keeps its place, or hides it from the eye alone", async () => {
    const css = await readmeCss("sentence.css");
    const aside = await drawIn(css);
    Object.assign(aside.button, { className: "aside" });
    await click(aside.button);
    const [line, box] = [lineOf(aside.button), aside.inner.getBoundingClientRect()];
    expect(line.getBoundingClientRect().left).to.be.at.least(box.right);
    const reserved = await drawIn(css);
    reserved.button.className = "reserved";
    const height = (): number => reserved.button.getBoundingClientRect().height;
    const before = height();
    await click(reserved.button);
    expect([height(), before > 60]).to.deep.equal([before, true]);
    const unseen = await drawIn(css);
    unseen.button.className = "unseen";
    await click(unseen.button);
    expect(lineOf(unseen.button).getBoundingClientRect().width).to.equal(1);
    await expect(unseen.button).to.be.accessible();
  });
});

/** Draws a button with an icon and a badge on a page with these styles. */
async function drawIn(css: string): Promise<Fixture> {
  await fixture(html`<div><style></style></div>`).then((place) => {
    const style = (place as HTMLElement).querySelector("style");
    if (style) style.textContent = css;
  });
  const drawn = await buttonOf(
    { method_answers: [{ ...METHOD, test_mode: true }], status_answers: ["paid"] },
    { label: "Add $20.00" },
  );
  drawn.button.innerHTML = `<svg slot="icon" viewBox="0 0 24 24"><path d="M12 5v14M5 12h14" /></svg>`;
  await settled(drawn.button);
  return drawn;
}

async function readmeCss(name: string): Promise<string> {
  const [, css = ""] =
    new RegExp(`\`\`\`css\\n/\\* ${name} \\*/\\n([^]*?)\`\`\``).exec(await fetched("README.md")) ??
    [];
  return css;
}

function lineOf(button: Element): HTMLElement {
  return button.shadowRoot?.querySelector("p") as HTMLElement;
}

function wordsOf(button: Element): DOMRect {
  const range = document.createRange();
  range.selectNodeContents(innerOf(button).querySelector("slot[name=label]") as Element);
  return range.getBoundingClientRect();
}

function middleOf({ top, bottom }: DOMRect): number {
  return (top + bottom) / 2;
}

function boxOf(element: Element): { width: number; height: number } {
  const { width, height } = element.getBoundingClientRect();
  return { width, height };
}
