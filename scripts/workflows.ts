/**
 * Checks the workflows of `.github/workflows`. A release that other people's money runs through
 * starts there, so an action may not be named by a tag that can move, a token may not have more
 * rights than it needs, and no shell may run the text of a pull request.
 */
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  permissions?: unknown;
  "timeout-minutes"?: number;
  environment?: unknown;
  steps?: Step[];
}

/** The parts of a workflow that are checked. */
export interface Workflow {
  on: unknown;
  permissions?: unknown;
  jobs: Record<string, Job>;
}

/** Events that run with the rights of the repository on what a stranger has written. */
const DANGEROUS_EVENTS = new Set(["pull_request_target", "workflow_run", "issue_comment"]);
/** The permissions that a job may have at all. */
const KNOWN_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  contents: ["read", "write"],
  "pull-requests": ["write"],
  "id-token": ["write"],
  pages: ["write"],
};
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const VERSION_COMMENT = / # v\d+\.\d+\.\d+$/;

/** Returns what is wrong with a workflow, a sentence for each; nothing if it is right. */
export function workflowProblems(text: string): string[] {
  const workflow = parse(text) as Workflow;
  return [
    ...eventsOf(workflow.on)
      .filter((event) => DANGEROUS_EVENTS.has(event))
      .map((event) => `it runs on ${event}`),
    ...(isEmptyObject(workflow.permissions)
      ? []
      : ["its own permissions are not `{}`, so that a job may have more than it names"]),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      jobProblems(job).map((problem) => `${name}: ${problem}`),
    ),
    ...unversionedLines(text),
    ...(/\bsecrets\./.test(text) ? ["it reads a secret"] : []),
  ];
}

function jobProblems(job: Job): string[] {
  const { permissions, steps = [] } = job;
  return [
    ...permissionProblems(permissions),
    ...(typeof job["timeout-minutes"] === "number" ? [] : ["it has no timeout"]),
    ...(isAllowed(permissions, "id-token") && job.environment === undefined
      ? ["it gets a credential and has no environment"]
      : []),
    ...steps.flatMap(stepProblems),
  ];
}

function permissionProblems(permissions: unknown): string[] {
  if (typeof permissions !== "object" || permissions === null)
    return ["it does not name its permissions one by one"];
  return Object.entries(permissions)
    .filter(([name, level]) => KNOWN_PERMISSIONS[name]?.includes(String(level)) !== true)
    .map(([name, level]) => `it has the permission ${name}: ${level}`);
}

function stepProblems({ uses, run, with: inputs = {} }: Step): string[] {
  const problems: string[] = [];
  if (uses !== undefined && !PINNED.test(uses)) problems.push(`${uses} is not pinned by a SHA`);
  if (uses?.startsWith("actions/checkout@") === true && inputs["persist-credentials"] !== false)
    problems.push("the checkout leaves its token in the folder");
  if (uses?.startsWith("actions/setup-node@") === true && inputs["package-manager-cache"] !== false)
    problems.push("the setup of Node restores a cache, which another run may have written");
  // GitHub puts the value into the text of the script, where a shell runs what it contains.
  if (run?.includes("${{") === true) problems.push(`an expression stands in a script: ${run}`);
  return problems;
}

/** The comment after a SHA says which version it is, and is what an update replaces. */
function unversionedLines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => /\buses: /.test(line) && !VERSION_COMMENT.test(line))
    .map((line) => `a SHA without its version: ${line.trim()}`);
}

function eventsOf(on: unknown): string[] {
  if (typeof on === "string") return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(Object(on));
}

function isAllowed(permissions: unknown, name: string): boolean {
  return Reflect.get(Object(permissions), name) === "write";
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
