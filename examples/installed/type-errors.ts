/** Type-checks files that a test has written, as a project with these options does. */
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Returns the errors in the files, each with the path of its file. The compiler resolves `options`
 * and the types of the runtime from `folder`. `compiler` is a dependency of this example.
 */
export async function typeErrors(
  folder: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
  compiler: "typescript" | "typescript-7" = "typescript-7",
): Promise<string[]> {
  const tsc = fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, import.meta.url));
  const project = join(folder, `tsconfig.${crypto.randomUUID()}.json`);
  const compilerOptions = { strict: true, noEmit: true, types: ["node"], ...options };
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  try {
    await promisify(execFile)(process.execPath, [tsc, "-p", project, "--pretty", "false"]);
    return [];
  } catch (error) {
    const { stdout = "" } = error as { stdout?: string };
    // The compiler prints nothing if it did not start.
    if (stdout === "") throw error;
    return stdout.trim().split(/\n(?! )/);
  } finally {
    rmSync(project);
  }
}
