// What a buyer reads in each state. No sentence may claim more than is known.
import { describe, expect, test } from "vitest";
import { failure } from "../test/scripted-client.ts";
import { ENGLISH } from "./button-words.ts";
import { ENGLISH_SENTENCES } from "./english-sentences.ts";
import type { KnownWords } from "./languages.ts";
import { MARKS } from "./marks.ts";
import { statusLineOf } from "./sentences.ts";
import { isBusy, phaseOf, type Phase, type TopupState } from "./topup-state.ts";
import { catalogue } from "./words/catalogue.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import type { Sentence } from "./words/words.ts";

/** Returns the sentence of a state, and whether a reference stands behind it. */
function read(
  state: Partial<TopupState> & { phase: Phase },
  words: KnownWords = en,
): [sentence: string | undefined, has_reference: boolean] {
  const line = statusLineOf(state, isBusy(state), words);
  return [line?.sentence, line?.reference !== undefined];
}

const PAID = { payment_id: "pmt_1", status: "paid" } as const;

describe("a state that needs no sentence has none", () => {
  test.each<Partial<TopupState> & { phase: Phase }>([
    { phase: "idle" },
    { phase: "idle", topup_id: "tu_1" },
    { phase: "error" },
  ])("%j", (state) => {
    expect(statusLineOf(state, false, en)).toBeUndefined();
  });
});

describe("what has happened", () => {
  test.each<
    [Partial<TopupState> & { phase: Phase }, Exclude<Sentence, keyof typeof ENGLISH>, boolean]
  >([
    [{ phase: "creating" }, "creating", false],
    [{ phase: "redirecting", payment_id: "pmt_1" }, "redirecting", false],
    [{ phase: "confirming", payment_id: "pmt_1" }, "confirming", false],
    [{ phase: "confirming", payment_id: "pmt_1", slow: true }, "slow", true],
    [{ phase: "confirming", payment_id: "pmt_1", stage: "bank" }, "bank", true],
    [{ phase: "confirming", stage: "bank" }, "bank", false],
    [{ phase: "applied", ...PAID }, "applied", false],
    [{ phase: "failed", payment_id: "pmt_1", status: "failed" }, "failed", false],
    [{ phase: "canceled", payment_id: "pmt_1", status: "canceled" }, "canceled", false],
    [{ phase: "canceled", payment_id: "pmt_1", status: "expired" }, "failed", false],
    [{ phase: "held", payment_id: "pmt_1", status: "held" }, "held", true],
    [{ phase: "failed", payment_id: "pmt_1", status: "dismissed" }, "dismissed", true],
    [{ phase: "idle", payment_id: "pmt_1", stage: "unpaid" }, "canceled", false],
  ])("%j is told as %s", (state, name, has_reference) => {
    for (const words of [en, de])
      expect(read(state, words)).toEqual([{ ...ENGLISH_SENTENCES, ...words }[name], has_reference]);
  });

  test("the credits are named as the language writes them, if they are known", () => {
    const state = { phase: "applied", ...PAID, credits: 12_500 } as const;
    expect(read(state)[0]).toBe("12,500 credits have been added to your balance.");
    expect(read(state, de)[0]).toBe("Ihrem Guthaben wurden 12.500 Credits hinzugefügt.");
  });
});

describe("what has gone wrong", () => {
  test.each([
    ["network", undefined, "network"],
    ["unauthorized", 401, "unauthorized"],
    ["busy", 409, "busy"],
    ["unavailable", 503, "busy"],
    ["topup_not_created", undefined, "busy"],
    ["checkout_blocked", undefined, "busy"],
    ["invalid_answer", 404, "refused"],
    ["unsafe_checkout_url", undefined, "refused"],
    ["configuration", 500, "refused"],
    ["topup_not_pending", 409, "refused"],
    ["a_new_code", 422, "refused"],
  ] as const)("%s (%s) is told as %s", (code, status, name) => {
    const [sentence] = read({ phase: "error", error: failure(code, status) });
    expect(sentence).toBe(ENGLISH_SENTENCES[name]);
  });

  test("without a connection nobody says that nothing was paid, once there is a payment", () => {
    const error = failure("network");
    expect(read({ phase: "error", error })[0]).toBe(ENGLISH_SENTENCES.network);
    expect(read({ phase: "error", error, payment_id: "pmt_1" })[0]).toBe(ENGLISH_SENTENCES.offline);
    // The payment that a refused checkout has named, before its id is known.
    expect(read({ phase: "confirming", slow: true, error })[0]).toBe(ENGLISH_SENTENCES.offline);
  });

  test("nothing is told about a poll that failed and is repeated by itself", () => {
    const state = { phase: "confirming", payment_id: "pmt_1", error: failure("network") } as const;
    expect(read(state)[0]).toBe(ENGLISH_SENTENCES.confirming);
  });

  test("something is told once it is not repeated any more", () => {
    const state = { phase: "confirming", slow: true, error: failure("unavailable", 503) } as const;
    expect(read(state)[0]).toBe(ENGLISH_SENTENCES.busy);
  });

  test("the words of the server or of a cause are never the sentence", () => {
    const error = failure("internal", 500);
    for (const words of [en, ...catalogue])
      expect(read({ phase: "error", error }, words)[0]).not.toContain("scripted");
  });
});

test("only `paid` is an end that claims success", () => {
  const claims = [
    "pending",
    "crediting",
    "paid",
    "failed",
    "canceled",
    "expired",
    "held",
    "dismissed",
  ].filter((status) => phaseOf(status as "paid") === "applied");
  expect(claims).toEqual(["paid"]);
  expect(phaseOf("of_a_newer_server" as "paid")).toBe("confirming");
});

test("a language without a sentence gets the English one", () => {
  const only_words: KnownWords = { ...ENGLISH, language: "xx" };
  expect(read({ phase: "held", status: "held", payment_id: "pmt_1" }, only_words)).toEqual([
    ENGLISH_SENTENCES.held,
    true,
  ]);
});

test("every sentence that says that something is wrong has a mark, so that no colour says it alone", () => {
  const alarming: Sentence[] = [
    "failed",
    "network",
    "offline",
    "unauthorized",
    "refused",
    "dismissed",
  ];
  for (const name of alarming) expect([name, MARKS[name]]).not.toContain(undefined);
});
