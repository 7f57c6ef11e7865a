// A developer who makes a mistake reads in the console what to do, once for each cause.
import { expect, fixture, html } from "@open-wc/testing";
import { click, settled, statusOf, useTidyPage } from "../test/button.ts";
import { failure, scriptedClient } from "../test/scripted-client.ts";
import { createBuyerClient } from "./buyer-client.ts";
import type { DodoTopupButton } from "./element.ts";

useTidyPage();

describe("[F48] the console", () => {
  const { error, warn } = console;
  let lines: [string, unknown][] = [];
  let warnings: string[] = [];
  beforeEach(() => {
    lines = [];
    warnings = [];
    console.warn = (text: string) => void warnings.push(text);
    console.error = (text: string, cause: unknown) => void lines.push([text, cause]);
  });
  afterEach(() => void Object.assign(console, { error, warn }));

  it("says that a topup-id is missing, and how to set one", async () => {
    const button = await draw({}, { topup_id: undefined });
    await click(button);
    await written(1);
    expect(lines[0]?.[0]).to.match(/^<dodo-topup-button> no_topup: .*`topup-id`.*`createTopup`/);
    await click(button);
    expect(lines).to.have.length(1);
  });

  it("shows what `createTopup` threw", async () => {
    const thrown = new Error("the database of the shop is away");
    const createTopup = async (): Promise<string> => await Promise.reject(thrown);
    const button = await draw({}, { topup_id: undefined, createTopup, id: "small" });
    await click(button);
    await written(1);
    expect(lines[0]?.[0]).to.match(/^<dodo-topup-button> topup_not_created: .*must return the id/);
    expect(lines[0]?.[1]).to.equal(thrown);
    expect(statusOf(button)).to.equal("That did not work just now. Please try again in a moment.");
  });

  it("says that an endpoint answers HTML, before the first click and for all buttons once", async () => {
    const fetch = async (): Promise<Response> =>
      new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
    const clients = [1, 2, 3].map((id) => createBuyerClient(`/html/${id}`, undefined, { fetch }));
    for (const client of clients) await draw({}, { client });
    await written(1);
    expect(lines.map(([text]) => text)).to.deep.equal([
      "<dodo-topup-button> invalid_answer: The response did not come from a payment server. Check the attribute `endpoint`, and that nothing else answers there.",
    ]);
  });

  it("shows the server's own advice, such as for a 403", async () => {
    const button = await draw({ create: [failure("forbidden_origin", 403)] });
    await click(button);
    await written(1);
    expect(lines[0]?.[0]).to.equal(
      "<dodo-topup-button> forbidden_origin: scripted forbidden_origin",
    );
    expect(lines[0]?.[1]).to.include({ code: "forbidden_origin", status: 403 });
  });

  it("has one line for each cause, however many buttons meet it", async () => {
    for (let times = 0; times < 3; times += 1) {
      const button = await draw({ create: [failure("topup_not_pending", 409)] });
      await click(button);
    }
    const button = await draw({ create: [failure("topup_not_found", 404)] });
    await click(button);
    await written(2);
    expect(lines.map(([text]) => text.split(":")[0])).to.deep.equal([
      "<dodo-topup-button> topup_not_pending",
      "<dodo-topup-button> topup_not_found",
    ]);
  });

  it("warns once that buttons with `createTopup` have no `id`, before the first click", async () => {
    const createTopup = (): string => "tu_1";
    await draw({}, { topup_id: undefined, createTopup, id: "small" });
    await draw({}, { createTopup });
    await draw({}, { topup_id: undefined });
    expect(warnings).to.deep.equal([]);
    const late = await draw({}, { topup_id: undefined });
    late.createTopup = createTopup;
    await draw({}, { topup_id: undefined, createTopup });
    for (let turn = 0; turn < 100 && warnings.length === 0; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await settled(late);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^<dodo-topup-button> no_id: .*`createTopup`.*`id`.*second time/);
  });

  it("stays empty for a purchase", async () => {
    const button = await draw({ status_answers: ["on_its_way", "paid"] });
    await click(button);
    await settled(button);
    expect(lines).to.deep.equal([]);
  });

  /** Waits for the lines. The first one loads the hints. */
  async function written(count: number): Promise<void> {
    for (let turn = 0; turn < 100 && lines.length < count; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines).to.have.length(count);
  }
});

/** Draws a button whose client is set before it is on the page. */
async function draw(
  script: Parameters<typeof scriptedClient>[0] = {},
  set: Partial<DodoTopupButton> = {},
): Promise<DodoTopupButton> {
  const button = Object.assign(document.createElement("dodo-topup-button"), {
    client: scriptedClient(script),
    topup_id: "tu_1",
    ...set,
  });
  button.addEventListener("dodo-topup-checkout", (event) => event.preventDefault());
  (await fixture<HTMLElement>(html`<p lang="en"></p>`)).append(button);
  await settled(button);
  return button;
}
