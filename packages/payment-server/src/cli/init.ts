import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { readTemplate } from "../templates.ts";
import { choose, DATABASES, FRAMEWORKS, type Choice } from "./init/choice.ts";
import { missingPackages, type Packages } from "./init/packages.ts";
import { planFiles, textOf, type Layout, type PlannedFile } from "./init/plan.ts";
import { isThere, readLayout, readManifest, writeNew } from "./init/project.ts";
import { UsageError } from "./usage-error.ts";

/** The text of `init --help`. */
const usage = `
Writes the files of a shop into a project: the two functions that credit a topup, where topups are made,
and the routes. They are yours to change. A file that is there is kept as it is.

  payment-server init [--framework <name>] [--database <name>] [--dir <folder>] [--yes] [--json]

      --framework <name>  ${FRAMEWORKS.join(", ")}; default what package.json names
      --database <name>   ${DATABASES.join(", ")}; default what package.json names, else sqlite
      --dir <folder>      the project, default the current folder
      --yes               writes without asking
      --json              prints what was written as JSON
  -h, --help
`;

/** The first step of a project whose package.json says `"type": "commonjs"`, as `npm init` writes. */
const BECOME_MODULES =
  "Run npm pkg set type=module: package.json says commonjs, and the files are ES modules.";

/** The result of `init`, as `--json` prints it. */
interface Done extends Choice {
  written: string[];
  /** The files that already existed and were not changed. */
  kept: string[];
  /** The packages that the files need and the project does not have. */
  missing: Packages;
  /** The steps that are left to do, one sentence for each. */
  next: string[];
}

/**
 * Runs `payment-server init` and returns exit code 0, or 1 if the person does not agree. Throws a
 * `UsageError` if the flags or the project cannot be used, or if nobody can answer the question.
 */
export async function init(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  const flags = readFlags(args);
  if (flags.help === true) {
    print(usage);
    return 0;
  }
  const folder = flags.dir ?? ".";
  const { packages, is_commonjs } = readManifest(folder);
  const choice = choose(flags, packages);
  const layout = readLayout(folder, choice.framework);
  const files = planFiles(choice, layout);
  if (flags.json === true && flags.yes !== true)
    throw new UsageError("--json asks nothing: give --yes too.");
  if (flags.yes !== true && !(await isWanted(choice, files, folder, print))) return 1;
  const missing = missingPackages(choice, packages);
  const done: Done = {
    ...choice,
    ...writeFiles(folder, files, choice, layout),
    missing,
    next: [...(is_commonjs ? [BECOME_MODULES] : []), ...nextSteps(choice, files, missing)],
  };
  print(flags.json === true ? JSON.stringify(done, null, 2) : textOfDone(done));
  return 0;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        framework: { type: "string" },
        database: { type: "string" },
        dir: { type: "string" },
        yes: { type: "boolean", short: "y" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      strict: true,
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : "A flag is unknown";
    throw new UsageError(`${reason}: payment-server init --help lists the flags.`);
  }
}

/**
 * Shows the plan, and returns whether the person agrees to it. Throws a `UsageError` if nobody can
 * answer.
 */
async function isWanted(
  { framework, database }: Choice,
  files: readonly PlannedFile[],
  folder: string,
  print: (text: string) => void,
): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError("There is no terminal to ask in: give --yes to write the files.");
  print(
    `${framework} with ${database}:\n${files
      .map(({ path }) => `  ${path}${isThere(folder, path) ? " (is there, and is kept)" : ""}`)
      .join("\n")}`,
  );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Write them? [y/N] ");
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function writeFiles(
  folder: string,
  files: readonly PlannedFile[],
  choice: Choice,
  layout: Layout,
): Pick<Done, "written" | "kept"> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const file of files) {
    const text = textOf(readTemplate(file.template), file, choice, layout);
    (writeNew(folder, file.path, text) ? written : kept).push(file.path);
  }
  return { written, kept };
}

/** Returns the steps that are left to do, in their order. */
function nextSteps(
  { framework, database }: Choice,
  files: readonly PlannedFile[],
  { dependencies, dev_dependencies }: Packages,
): string[] {
  const pathOf = (name: string): string =>
    files.find(({ path }) => path.endsWith(`/${name}`))?.path ?? name;
  const routes = files.find(({ path }) => path.endsWith("/routes.ts"))?.path;
  const test = framework === "bun" ? "bun test" : "node --test";
  return [
    ...(dependencies.length === 0 ? [] : [`Install ${dependencies.join(" ")}.`]),
    ...(dev_dependencies.length === 0
      ? []
      : [`Install for development: ${dev_dependencies.join(" ")}.`]),
    ...(database === "sqlite"
      ? []
      : [
          `Set DATABASE_URL, and make the tables of ${pathOf("tables.sql")} with your migration tool.`,
        ]),
    `Return the user of a request in ${pathOf("session.ts")}.`,
    ...(routes === undefined ? [] : [`Mount the routes: the first line of ${routes} says how.`]),
    `Run ${test} ${pathOf("host.test.mjs")}: it shows that each topup is credited once and as a whole.`,
    "Set DODO_PAYMENTS_API_KEY, DODO_PRODUCT_ID and DODO_WEBHOOK_KEY, or use @x/dodo-emulator.",
  ];
}

function textOfDone({ framework, database, written, kept, next }: Done): string {
  return [
    `${framework} with ${database}`,
    ...written.map((path) => `  written  ${path}`),
    ...kept.map((path) => `  kept     ${path}`),
    "",
    ...next.map((step, at) => `${at + 1}. ${step}`),
  ].join("\n");
}
