// Every order of up to five steps that an administrator can take, and what holds in all of them.
import { describe, expect, test } from "vitest";
import { auditOf } from "../../test/desk-records.ts";
import type { PaymentAudit } from "../report-wire.ts";
import { canSend, choose, goBack, UNDECIDED, writeNote, type Decision } from "./decision.ts";

/** A step, as a pure change of the decision. */
type Step = readonly [name: string, change: (decision: Decision) => Decision];

const STEPS: readonly Step[] = [
  ["write a note", (decision) => writeNote(decision, "checked")],
  ["clear the note", (decision) => writeNote(decision, " ")],
  ["choose credit", (decision) => choose(decision, "credit")],
  ["choose dismiss", (decision) => choose(decision, "dismiss")],
  ["go back", goBack],
  ["accept", (decision) => ({ ...decision, accepted: true })],
];

/** Every order of up to five steps, with the decision that it leads to. */
function walks(length = 5): { steps: readonly string[]; decision: Decision }[] {
  let all: { steps: readonly string[]; decision: Decision }[] = [
    { steps: [], decision: UNDECIDED },
  ];
  const found = [...all];
  for (let step = 0; step < length; step += 1) {
    all = all.flatMap(({ steps, decision }) =>
      STEPS.map(([name, change]) => ({ steps: [...steps, name], decision: change(decision) })),
    );
    found.push(...all);
  }
  return found;
}

const WALKS = walks();
const sendable = (audit: PaymentAudit): typeof WALKS =>
  WALKS.filter(({ decision }) => canSend(decision, audit));

/** Returns the orders that break a rule, the shortest first. */
function broken(rule: (walk: (typeof WALKS)[number]) => boolean, among = WALKS): string[] {
  return among.filter((walk) => !rule(walk)).map(({ steps }) => steps.join(" → "));
}

describe("after any order of steps", () => {
  test("there are decisions that can be sent, and ones that cannot", () => {
    const count = sendable(auditOf()).length;
    expect(count).toBeGreaterThan(100);
    expect(count).toBeLessThan(WALKS.length);
  });

  test("nothing can be sent without a choice and its second look", () => {
    const rule = ({ decision }: (typeof WALKS)[number]): boolean =>
      decision.step === "confirming" && decision.choice !== null;
    expect(broken(rule, sendable(auditOf()))).toEqual([]);
  });

  test("nothing can be sent that was never noted before it was chosen", () => {
    const rule = ({ steps }: (typeof WALKS)[number]): boolean =>
      steps.indexOf("write a note") !== -1 &&
      steps.indexOf("write a note") < steps.findLastIndex((name) => name.startsWith("choose"));
    expect(broken(rule, sendable(auditOf()))).toEqual([]);
  });

  test("what can be sent is what was chosen last, and not taken back since", () => {
    const rule = ({ steps, decision }: (typeof WALKS)[number]): boolean => {
      const chosen = steps.findLastIndex((name) => name.startsWith("choose"));
      return (
        steps[chosen] === `choose ${decision.choice ?? ""}` &&
        !steps.slice(chosen).includes("go back")
      );
    };
    expect(broken(rule, sendable(auditOf()))).toEqual([]);
  });

  test("the new values of a topup are accepted after the last choice, or nothing is credited", () => {
    const changed = auditOf({}, { credits: 700 });
    const rule = ({ steps, decision }: (typeof WALKS)[number]): boolean =>
      decision.choice === "dismiss" ||
      steps.lastIndexOf("accept") > steps.lastIndexOf("choose credit");
    expect(broken(rule, sendable(changed))).toEqual([]);
    expect(sendable(changed).some(({ decision }) => decision.choice === "credit")).toBe(true);
  });

  test("the request for a note is never shown beside a note, nor in the second look", () => {
    const rule = ({ decision }: (typeof WALKS)[number]): boolean =>
      !decision.lacks_note || (decision.note.trim() === "" && decision.step === "choosing");
    expect(broken(rule)).toEqual([]);
  });

  test("no choice is kept while both are offered", () => {
    expect(
      broken(({ decision }) => decision.step !== "choosing" || decision.choice === null),
    ).toEqual([]);
  });
});

test("what is being sent is changed by neither choice, nor called back", () => {
  for (const { decision } of sendable(auditOf())) {
    const sent: Decision = { ...decision, step: "sending" };
    expect([choose(sent, "credit"), choose(sent, "dismiss"), goBack(sent)]).toEqual([
      sent,
      sent,
      sent,
    ]);
    expect(canSend(sent, auditOf())).toBe(false);
  }
});
