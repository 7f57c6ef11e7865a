// Nothing that Dodo sends can get into answers.json, whatever it sends, and wherever.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { noAnswers, readAnswers, writeAnswers } from "./answers.ts";
import { checkFacts, type Fact } from "./facts.ts";
import { click, dryRun, READ_ONLY_KEY } from "./local-person.ts";

const PERSONAL = [
  "ada@example.com",
  "ada",
  "Ada Lovelace",
  "ada_lovelace",
  "ADA_LOVELACE",
  "+15555550100",
  "4242 4242 4242 4242",
  "10 Downing Street",
  "dodo_test_secret",
  "whsec_c2VjcmV0",
  "pay_0NX9iJm2kQ7vRtA5bWc3D",
  "__proto__",
];
const CARD = 4_242_424_242_424_242;

/** Fields without which a run cannot go on. */
const NEEDED = ["session_id", "checkout_url", "payment_id", "customer_id", "product_id", "type"];

/** Replaces every text and every number, except in fields that are kept. */
function poison(value: unknown, text: string, keep: readonly string[]): unknown {
  if (typeof value === "string") return text;
  if (typeof value === "number") return CARD;
  if (Array.isArray(value)) return value.map((one) => poison(one, text, keep));
  if (typeof value !== "object" || value === null) return text;
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    keep.includes(name) ? field : poison(field, text, keep),
  ]);
  return { ...Object.fromEntries(fields), [text]: text };
}

async function poisoned(text: string, keep: readonly string[]): Promise<string> {
  const { answers } = await dryRun({
    async send(request, dodo) {
      // A local Dodo that credits wallets, so that this step goes on as well.
      if (request.url.endsWith("/wallets/ledger-entries")) return Response.json({ text });
      const response = await dodo.fetch(request);
      const body = await response.clone().text();
      const init = { status: response.status, headers: { "content-type": `text/${CARD}` } };
      if (!body.startsWith("{")) return new Response(body, init);
      return Response.json(poison(JSON.parse(body), text, keep), init);
    },
    async does(errand, dodo, inbox) {
      await click(dodo, inbox, errand);
      const back = new URLSearchParams({ status: text, email: text, [text]: text });
      await inbox.fetch(new Request(`http://127.0.0.1/return?${back}`));
      await inbox.fetch(new Request(`http://127.0.0.1/cancel?${back}`));
      return true;
    },
  });
  return JSON.stringify(answers);
}

describe.each([
  ["all that a run can do without", NEEDED],
  ["all that a run can do without, and no status", [...NEEDED, "status"]],
  ["everything", []],
])("Dodo answers with personal data in %s", (_where, keep) => {
  test.each(PERSONAL)("%s is not written down", async (text) => {
    const written = await poisoned(text, keep);
    expect(written.includes(`"${text}"`)).toBe(false);
    expect(written).not.toContain(String(CARD));
    if (text.length > 4) expect(written).not.toContain(text);
  });
});

test("deliveries with personal data leave nothing behind either", async () => {
  const { answers } = await dryRun({
    steps: ["paid", "disputed"],
    async does(errand, dodo, inbox) {
      const headers = { "x-forwarded-for": "192.0.2.7", "user-agent": "Ada/1.0", "x-ada": "ada" };
      for (const body of ["ada@example.com", '{"type":"ada@example.com","data":"Ada"}', "[]"])
        await inbox.fetch(new Request("http://127.0.0.1/", { method: "POST", headers, body }));
      await click(dodo, inbox, errand);
      return true;
    },
  });
  expect(answers.webhook_id_of_retry.answer).toBe("same");
  expect(JSON.stringify(answers)).not.toMatch(/ada[@"]|Ada|192\.0|"x-/);
});

test("the keys and the e-mail address of the run are not written down", async () => {
  const { answers, lines } = await dryRun();
  const all = JSON.stringify(answers) + lines.join();
  expect(all).not.toMatch(/example\.com|dodo_test|whsec|cks_|pay_|cus_|pdt_/);
  expect(all).not.toContain(READ_ONLY_KEY);
});

describe("answers.json", () => {
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), "answers-"));
    onTestFinished(() => rm(made, { recursive: true }));
    return join(made, "answers.json");
  };

  test("keeps the answers of an earlier run, and leaves out what is not harmless", async () => {
    const path = await folder();
    const { answers } = await dryRun({ steps: ["quantity"] });
    writeAnswers(path, answers);
    expect(readAnswers(path)).toEqual(answers);
    const edited = (await readFile(path, "utf8"))
      .replace('"subtotal": 2000', '"subtotal": "ada@example.com"')
      .replace('"format"', '"ada": 1, "format"');
    await writeFile(path, edited);
    expect(readAnswers(path)).toEqual(noAnswers());
  });

  test.each(["", "no JSON", "[]", '{"answers":null}', '{"answers":{"wallet":3}}'])(
    "is begun anew if it is %s",
    async (text) => {
      const path = await folder();
      await writeFile(path, text);
      expect(readAnswers(path)).toEqual(noAnswers());
    },
  );

  test("is not written with an answer or a fact that is not known", async () => {
    const path = await folder();
    const facts: Record<string, Fact> = { name: "Ada" };
    const odd = { ...noAnswers().wallet, answer: "lowered", facts };
    expect(() => writeAnswers(path, { ...noAnswers(), wallet: odd })).toThrow("a known word");
    const other = { ...noAnswers().wallet, answer: "Ada" };
    expect(() => writeAnswers(path, { ...noAnswers(), wallet: other })).toThrow("wallet");
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });

  test.each([
    [{ "ada@example.com": 1 }],
    [{ amount: CARD }],
    [{ amount: 0.5 }],
    [["USD", "Ada"]],
    [undefined],
    [() => "ada"],
  ])("has no fact such as %j", (facts) => {
    expect(() => checkFacts(facts)).toThrow(TypeError);
  });
});
