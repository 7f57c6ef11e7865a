import { describe, expect, test } from "vitest";
import type { LogFields } from "./logger.ts";
import { createMistakes, ofRequest, type Mistake } from "./mistakes.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-11-29T12:00:00Z");
const WRONG: Mistake = { level: "error", code: "host_invalid", message: "The price is 4.99." };

function setUp() {
  let now = START;
  const lines: [string, LogFields?][] = [];
  const drop = (): void => undefined;
  const logger = {
    info: drop,
    error: drop,
    warn: (...line: [string, LogFields?]) => void lines.push(line),
  };
  const mistakes = createMistakes(() => now, logger);
  return {
    mistakes,
    lines,
    wait: (ms: number) => void (now += ms),
    findings: () => mistakes.findings(now),
  };
}

describe("a mistake of the operator", () => {
  test("is logged once with its code and the id of the request, and is a finding", () => {
    const { mistakes, lines, findings } = setUp();
    ofRequest(mistakes, () => "req_1").report(WRONG);
    ofRequest(mistakes, () => "req_2").report(WRONG);
    const docs = "https://x.github.io/payment-kit/codes/host_invalid/";
    expect(lines).toEqual([
      ["The price is 4.99.", { code: "host_invalid", docs, request_id: "req_1" }],
    ]);
    expect(findings()).toEqual([
      {
        level: "error",
        code: "host_invalid",
        message:
          "The price is 4.99. Seen 2 times by this process, last at 2026-11-29T12:00:00.000Z.",
      },
    ]);
  });

  test("is the same mistake with another number, and another one with other words", () => {
    const { mistakes, lines } = setUp();
    mistakes.report(WRONG);
    mistakes.report({ ...WRONG, message: "The price is 5." });
    mistakes.report({ ...WRONG, message: "The price is NaN." });
    mistakes.report({ ...WRONG, code: "invalid_topup" });
    expect(lines.map(([message]) => message)).toEqual([
      "The price is 4.99.",
      "The price is NaN.",
      "The price is 4.99.",
    ]);
  });

  test("counts once for each request", () => {
    const { mistakes, findings } = setUp();
    const request = ofRequest(mistakes, () => "req_1");
    request.report(WRONG);
    request.report(WRONG);
    expect(findings()[0]?.message).toContain("Seen once by this process");
  });

  test("is logged again after an hour, also on a clock that was set back", () => {
    const { mistakes, lines, wait } = setUp();
    mistakes.report(WRONG);
    wait(HOUR - 1);
    mistakes.report(WRONG);
    expect(lines).toHaveLength(1);
    wait(1);
    mistakes.report(WRONG);
    expect(lines).toHaveLength(2);
    wait(-2 * HOUR);
    mistakes.report(WRONG);
    expect(lines).toHaveLength(3);
  });

  test("is no finding any more a day after it was last seen", () => {
    const { mistakes, wait, findings } = setUp();
    mistakes.report(WRONG);
    wait(24 * HOUR - 1);
    expect(findings()).toHaveLength(1);
    wait(1);
    expect(findings()).toEqual([]);
  });

  test("cannot fill the memory: the hundred-and-first different one is dropped", () => {
    const { mistakes, lines, findings } = setUp();
    for (const letter of Array.from({ length: 120 }, (_, at) => String.fromCodePoint(0x3041 + at)))
      mistakes.report({ ...WRONG, message: letter });
    expect([lines.length, findings().length]).toEqual([100, 100]);
    mistakes.report({ ...WRONG, message: String.fromCodePoint(0x3041) });
    expect(findings()[0]?.message).toContain("Seen 2 times");
  });

  test("is never dropped for those that are no findings any more", () => {
    const { mistakes, lines, wait, findings } = setUp();
    for (let at = 0; at < 100; at += 1) mistakes.report({ ...WRONG, message: "x".repeat(at + 1) });
    wait(24 * HOUR);
    mistakes.report(WRONG);
    expect([lines.length, findings().length]).toEqual([101, 1]);
  });
});
