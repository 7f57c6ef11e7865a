import { SERVER } from "./plugin.ts";

/**
 * `caught`: a test failed by an assertion. `survived`: no test failed. `invalid`: it was noticed by something else, such as
 * a module that does not load, so that nothing is known of the tests.
 */
export type Outcome =
  | { kind: "caught"; file: string; title: string }
  | { kind: "survived"; tests: number }
  | { kind: "invalid"; why: string };

/** What is used of the runner's report. */
export interface Report {
  success: boolean;
  numPassedTests: number;
  testResults: { name: string; message: string; assertionResults: Case[] }[];
}

/** One test. */
interface Case {
  status: string;
  ancestorTitles: string[];
  title: string;
  failureMessages: string[];
}

/** What a run of the tests shows. */
export function outcomeOf({ success, numPassedTests, testResults }: Report): Outcome {
  for (const { name, message, assertionResults } of testResults) {
    const file = name.slice(SERVER.length);
    if (message !== "")
      return {
        kind: "invalid",
        why: `does not load: ${file}: ${message.replace(/\s+/g, " ").slice(0, 200)}`,
      };
    const failed = assertionResults.find(({ status }) => status === "failed");
    if (failed === undefined) continue;
    const [why = ""] = failed.failureMessages;
    if (isAssertion(why)) return { kind: "caught", file, title: titleOf(failed) };
    return {
      kind: "invalid",
      why: `no assertion: ${file}: ${titleOf(failed)}: ${why.split("\n")[0]}`,
    };
  }
  if (numPassedTests === 0 || !success)
    return { kind: "invalid", why: "the run ended before a test had failed" };
  return { kind: "survived", tests: numPassedTests };
}

/** One of many cases says little without their common title. */
function titleOf({ ancestorTitles, title }: Case): string {
  return title.startsWith("[")
    ? title
    : [...ancestorTitles.slice(-1).map((common) => common.replace(/:$/, "")), title].join(": ");
}

/** Of `expect()`, or thrown by one of the suites that need no test runner. */
function isAssertion(stack: string): boolean {
  const thrower = stack.split("\n").find((line) => /^ +at /.test(line)) ?? "";
  return (
    stack.startsWith("AssertionError") ||
    (stack.startsWith("Error: ") && thrower.includes("/src/testing/"))
  );
}
