// A copy of the project in which versions are made and published.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGES, readManifest } from "../../scripts/release/packed.ts";
import { SCOPE } from "../../scripts/release/scope.ts";
import { pnpm, run } from "./commands.ts";

export interface Copy {
  folder: string;
  /** Runs `changeset version`, builds, and returns the versions by the names of the packages. */
  version(): Record<string, string>;
  /** Runs `changeset publish` and returns what it printed. */
  publish(): string;
  remove(): void;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Copies the project as git knows it, with what is not committed, and installs the packages. */
export function makeCopy(registry_url: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  copyProject(folder);
  writeFileSync(join(folder, ".npmrc"), npmrcOf(registry_url));
  leaveProvenanceOut(folder);
  installPackages(folder);
  return {
    folder,
    version() {
      pnpm(["exec", "changeset", "version"], folder);
      commit(folder, "chore: release");
      pnpm(["-r", "--filter", "./packages/*", "run", "build"], folder);
      return versionsOf(folder);
    },
    publish: () => pnpm(["exec", "changeset", "publish"], folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Copies the project to a folder and makes a repository of it. */
export function copyProject(folder: string): void {
  const listed = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], root);
  for (const path of listed.split("\0").filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { verbatimSymlinks: true });
  }
  run(["git", "init", "--quiet", "--initial-branch=main"], folder);
  commit(folder, "chore: a copy");
}

/** Installs what the packages need to be built, from pnpm's store if it has it. */
export function installPackages(folder: string): void {
  const filters = ["--filter", ".", "--filter", "./packages/*"];
  pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--silent", ...filters], folder);
}

/** Returns a `.npmrc` that takes our packages from the registry, and may publish to it. */
export function npmrcOf(registry_url: string): string {
  const host = registry_url.replace(/^http:/, "");
  return `${SCOPE}:registry=${registry_url}/\n${host}/:_authToken=rehearsal\n`;
}

/** Writes a changeset, and a change of the server that users can see. */
export function changeSomething(folder: string): void {
  const index = join(folder, "packages/payment-server/src/index.ts");
  const line = "/** Exists in the second version of a rehearsal. */\nexport const SECOND = true;\n";
  writeFileSync(index, `${readFileSync(index, "utf8")}\n${line}`);
  const bumps = PACKAGES.map((name) => `"${SCOPE}/${name}": minor`).join("\n");
  writeFileSync(
    join(folder, ".changeset/second.md"),
    `---\n${bumps}\n---\n\nThe second version of a rehearsal.\n`,
  );
  commit(folder, "feat: something new");
}

function commit(folder: string, message: string): void {
  run(["git", "add", "--all"], folder);
  const who = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@example.com"];
  run(["git", ...who, "commit", "--quiet", "--no-verify", "-m", message], folder);
}

/** Provenance is signed by the credential of a workflow, which does not exist on this machine. */
function leaveProvenanceOut(folder: string): void {
  for (const name of PACKAGES) {
    const file = join(folder, "packages", name, "package.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as {
      publishConfig?: { provenance?: boolean };
    };
    if (manifest.publishConfig?.provenance !== true)
      throw new Error(`${name} would be published without provenance`);
    delete manifest.publishConfig.provenance;
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

function versionsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    PACKAGES.map((name) => readManifest(join(folder, "packages", name))).map(
      ({ name, version }) => [name, version],
    ),
  );
}
