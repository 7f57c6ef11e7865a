// Describes a published version in one line, from the data of the registry.
import { execFileSync } from "node:child_process";
import type { Registry, Version } from "./registry.ts";

/** The tarball of a version. */
interface Tarball {
  bytes: number;
  files: string[];
}

/** Returns one line about a version that is the newest. Throws if something in it is wrong. */
export async function describeVersion(
  registry: Registry,
  name: string,
  version: string,
): Promise<string> {
  const { versions, "dist-tags": tags } = await registry.describe(name);
  const found = versions[version];
  if (found === undefined || tags["latest"] !== version)
    throw new Error(`${name}@${version} is not the newest version in the registry`);
  const problems = versionProblems(found);
  if (problems.length > 0) throw new Error(`${name}@${version}: ${problems.join("; ")}`);
  const answer = await fetch(found.dist.tarball);
  const { bytes, files } = listTarball(Buffer.from(await answer.arrayBuffer()));
  return `${name}@${version}: ${files.length} files, ${bytes.toLocaleString("en")} bytes packed`;
}

/** Returns what is wrong with a version as the registry shows it. */
export function versionProblems({ dependencies = {}, repository, dist }: Version): string[] {
  const problems = Object.entries(dependencies)
    .filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))
    .map(([name, range]) => `it depends on ${name} ${range}`);
  if (typeof Reflect.get(Object(repository), "url") !== "string")
    problems.push("it does not name its repository, which npm compares with the provenance");
  if (!dist.integrity.startsWith("sha512-")) problems.push("its tarball has no hash");
  return problems;
}

function listTarball(tarball: Buffer): Tarball {
  const listed = execFileSync("tar", ["-tz"], { input: tarball, encoding: "utf8" });
  return { bytes: tarball.length, files: listed.trim().split("\n") };
}
