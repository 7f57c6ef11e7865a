/** Type-checks files that a test has written, as a project with these options does. */
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));

/**
 * Returns the errors in the files, each with the path of its file. The project lies in `folder`,
 * which is where `options` and the types of the runtime are looked up.
 */
export async function typeErrors(
  folder: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const project = join(folder, `tsconfig.${crypto.randomUUID()}.json`);
  const compilerOptions = { strict: true, noEmit: true, types: ["node"], ...options };
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  try {
    await promisify(execFile)(process.execPath, [tsc, "-p", project, "--pretty", "false"]);
    return [];
  } catch (error) {
    const { stdout = "" } = error as { stdout?: string };
    // An error that is none of the files, such as a compiler that did not start, is one too.
    if (stdout === "") throw error;
    return stdout.trim().split(/\n(?! )/);
  } finally {
    rmSync(project);
  }
}
