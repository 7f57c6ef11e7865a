/**
 * Checks that npm shows a provenance attestation for each package that was just published:
 * `node scripts/release/provenance.ts '[{"name":"…","version":"…"}]'`. The release runs it, because
 * a package manager that gets no credential may publish without one and still succeed.
 */
import { fileURLToPath } from "node:url";

/** A package and the version that was published. */
export interface Published {
  name: string;
  version: string;
}

const REGISTRY = "https://registry.npmjs.org";
/** The number of tries, because a version appears on all servers of npm only after a while. */
const TRIES = 10;
const PAUSE_MS = 15_000;

/** Reads the JSON that changesets prints. Throws if it is something else, or empty. */
export function readPublished(json: string): Published[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list) || list.length === 0) throw new Error("no package was published");
  return list.map((item: unknown) => {
    const [name, version] = ["name", "version"].map((key) => Reflect.get(Object(item), key));
    if (typeof name !== "string" || typeof version !== "string")
      throw new Error(`not a package with its version: ${JSON.stringify(item)}`);
    return { name, version };
  });
}

/** Returns whether a version, as the registry describes it, has a provenance attestation. */
export function hasProvenance(description: unknown): boolean {
  const { dist } = Object(description) as { dist?: { attestations?: { provenance?: unknown } } };
  const type = Reflect.get(Object(dist?.attestations?.provenance), "predicateType");
  return typeof type === "string" && type.startsWith("https://slsa.dev/provenance/");
}

/** Returns what is wrong with the published packages, a sentence for each. */
export async function provenanceProblems(
  published: readonly Published[],
  get: typeof fetch,
  pause: () => Promise<void>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, version } of published) {
    const url = `${REGISTRY}/${name.replace("/", "%2F")}/${version}`;
    let description: unknown = null;
    for (let tried = 0; tried < TRIES && description === null; tried += 1) {
      if (tried > 0) await pause();
      const answer = await get(url);
      if (answer.ok) description = await answer.json();
    }
    if (description === null) problems.push(`${name}@${version} is not on npm`);
    else if (!hasProvenance(description)) problems.push(`${name}@${version} has no provenance`);
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pause = async (): Promise<void> =>
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const problems = await provenanceProblems(readPublished(process.argv[2] ?? ""), fetch, pause);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
