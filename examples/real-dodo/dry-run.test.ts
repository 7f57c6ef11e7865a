// The run against a local Dodo, which behaves in each of the ways that the run asks about.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { DodoEmulatorOptions } from "@x/dodo-emulator";
import { dryRun } from "./local-person.ts";
import { type QuestionId, QUESTIONS } from "./questions.ts";

const readme = await readFile(
  new URL("../../packages/dodo-emulator/README.md", import.meta.url),
  "utf8",
);

/** The options of the local Dodo that stand for an open question, and the step that asks it. */
const OPTIONS: Partial<Record<QuestionId & keyof DodoEmulatorOptions, string>> = {
  amount_with_quantity: "quantity",
  read_only_status: "read-only-key",
  line_item_amount: "paid",
  card_fields: "paid",
  payments_per_session: "paid",
  webhook_id_on_resend: "paid",
  refund_answer: "paid",
  status_after_decline: "second-card",
  payment_id_after_decline: "second-card",
  cancel_url_parameters: "go-back",
  unfinished_payments: "processing",
  dispute_events: "disputed",
  adaptive_currency_fees: "other-currency",
};
const both = Object.entries(OPTIONS).flatMap(([option, step]) => {
  const { answers } = QUESTIONS[option as keyof typeof OPTIONS];
  return answers.slice(0, 2).map((value) => ({ option: option as QuestionId, step, value }));
});

test("a run finds out how the local Dodo behaves by default, wallets excepted", async () => {
  const { answers, lines } = await dryRun();
  const found = Object.entries(answers).map(([id, { answer }]) => [id, answer]);
  const emulated = Object.entries(QUESTIONS).map(([id, question]) => [id, question.emulated]);
  expect(found).toEqual(emulated);
  expect(lines.filter((line) => line.includes("failed:"))).toEqual([]);
});

test.each(both)("it finds $option: $value", async ({ option, step, value }) => {
  const set = option === "read_only_status" ? Number(value) : value;
  const { answers } = await dryRun({ dodo: { [option]: set }, steps: [step] });
  expect(answers[option]).toMatchObject({ answer: value, seen_on: "2026-11-29" });
});

test("every question that is an option is in the emulator's table, with its values", () => {
  for (const option of Object.keys(OPTIONS)) {
    const row = readme.split("\n").find((line) => line.includes(`\`${option}\`: `)) ?? "";
    for (const value of QUESTIONS[option as QuestionId].answers.slice(0, 2))
      expect(row).toContain(value);
  }
});

test.each([["without-clicks", ["idempotency-key", "quantity", "refusals", "read-only-key"]]])(
  "four questions need nobody: %s",
  async (_name, steps) => {
    let errands = 0;
    const { answers } = await dryRun({
      steps,
      does: async () => {
        errands += 1;
        return false;
      },
    });
    expect(errands).toBe(0);
    expect(Object.values(answers).filter(({ seen_on }) => seen_on !== null)).toHaveLength(4);
  },
);
