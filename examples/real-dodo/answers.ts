// The answers of a run, and the file that they are kept in.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { checkFacts, type Fact } from "./facts.ts";
import { NOT_SEEN, type Question, type QuestionId, QUESTIONS } from "./questions.ts";

/** One answer, as `answers.json` has it. */
export interface Answer {
  answer: string;
  /** The answer that the local Dodo gives by default. */
  emulated: string;
  /** The day of the answer, in ISO 8601. */
  seen_on: string | null;
  facts: Record<string, Fact>;
}

/** The answers by question; those that nobody gave are `not seen`. */
export type Answers = Record<QuestionId, Answer>;

const ids = Object.keys(QUESTIONS) as QuestionId[];

/** Returns the answers of a run that has not begun. */
export function noAnswers(): Answers {
  const none = (id: QuestionId): Answer => ({
    answer: NOT_SEEN,
    emulated: QUESTIONS[id].emulated,
    seen_on: null,
    facts: {},
  });
  return Object.fromEntries(ids.map((id) => [id, none(id)])) as Answers;
}

/** Throws unless an answer is one of those that are possible, and its facts are harmless. */
export function checkAnswer(id: QuestionId, { answer, facts }: Pick<Answer, "answer" | "facts">) {
  const { answers }: Question = QUESTIONS[id];
  if (![...answers, NOT_SEEN].includes(answer))
    throw new TypeError(`${id} is answered by something else than ${answers.join(", ")}`);
  checkFacts(facts);
}

/** Reads the answers of an earlier run. Those that are missing or not harmless are left out. */
export function readAnswers(path: string): Answers {
  const answers = noAnswers();
  if (!existsSync(path)) return answers;
  const earlier = parse(readFileSync(path, "utf8"));
  for (const id of ids) {
    const { answer, seen_on, facts } = earlier[id] ?? {};
    if (typeof answer !== "string" || !/^\d{4}-\d\d-\d\d$/.test(String(seen_on))) continue;
    try {
      checkAnswer(id, { answer, facts: facts ?? {} });
    } catch {
      continue;
    }
    answers[id] = { ...answers[id], answer, seen_on: String(seen_on), facts: facts ?? {} };
  }
  return answers;
}

/** Writes the answers to a file. Throws before it writes anything that is not harmless. */
export function writeAnswers(path: string, answers: Answers): void {
  for (const id of ids) checkAnswer(id, answers[id]);
  writeFileSync(path, `${JSON.stringify({ format: 1, answers }, null, 2)}\n`);
}

function parse(text: string): Partial<Record<QuestionId, Partial<Answer>>> {
  try {
    return (JSON.parse(text) as { answers?: Partial<Answers> }).answers ?? {};
  } catch {
    return {};
  }
}
