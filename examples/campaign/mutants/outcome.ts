import { SERVER } from "./plugin.ts";

/**
 * The result of a run. `caught`: a test failed by an assertion. `survived`: no test failed.
 * `invalid`: something else failed, such as loading a module, so the run proves nothing.
 */
export type Outcome =
  | { kind: "caught"; file: string; title: string }
  | { kind: "survived"; tests: number }
  | { kind: "invalid"; why: string };

/** The fields of the runner's report that are used. */
export interface Report {
  success: boolean;
  numPassedTests: number;
  testResults: { name: string; message: string; assertionResults: Case[] }[];
}

/** One test in the report. */
interface Case {
  status: string;
  ancestorTitles: string[];
  title: string;
  failureMessages: string[];
}

/** Decides the outcome of a run from the runner's report. */
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

/**
 * Returns the title of a test with those of its groups, since the title of a single case says
 * little alone.
 */
function titleOf({ ancestorTitles, title }: Case): string {
  return title.startsWith("[")
    ? title
    : [...ancestorTitles.slice(-1).map((common) => common.replace(/:$/, "")), title].join(": ");
}

/** Returns whether the error was thrown by `expect()`, or by a suite that needs no test runner. */
function isAssertion(stack: string): boolean {
  const thrower = stack.split("\n").find((line) => /^ +at /.test(line)) ?? "";
  return (
    stack.startsWith("AssertionError") ||
    (stack.startsWith("Error: ") && thrower.includes("/src/testing/"))
  );
}
