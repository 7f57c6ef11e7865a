import { expect, test } from "vitest";
import { hasProvenance, provenanceProblems, readPublished } from "./provenance.ts";

const GOOD = {
  dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } },
};
const ONE = [{ name: "@x/payment-server", version: "0.1.0" }];

/** Answers each request with the next of these, and the last one for ever. */
function registry(...answers: (object | null)[]): { get: typeof fetch; urls: string[] } {
  const urls: string[] = [];
  const get = (url: string): Response => {
    urls.push(url);
    const answer = answers[Math.min(urls.length, answers.length) - 1] ?? null;
    return answer === null ? new Response(null, { status: 404 }) : Response.json(answer);
  };
  return { get: (async (url: string) => get(url)) as typeof fetch, urls };
}

const noPause = async (): Promise<void> => {};

test("[P02] a version with an attestation has no problem", async () => {
  const { get, urls } = registry(GOOD);
  expect(await provenanceProblems(ONE, get, noPause)).toEqual([]);
  expect(urls).toEqual(["https://registry.npmjs.org/@x%2Fpayment-server/0.1.0"]);
});

test("a version that appears late is waited for, and one that never appears is a problem", async () => {
  expect(await provenanceProblems(ONE, registry(null, null, GOOD).get, noPause)).toEqual([]);
  const never = registry(null);
  expect(await provenanceProblems(ONE, never.get, noPause)).toEqual([
    "@x/payment-server@0.1.0 is not on npm",
  ]);
  expect(never.urls).toHaveLength(10);
});

test.each([
  ["nothing", {}],
  ["a signature alone", { dist: { signatures: [{}] } }],
  ["another attestation", { dist: { attestations: { provenance: { predicateType: "other" } } } }],
])("[P02] %s is no provenance", async (_, description) => {
  expect(hasProvenance(description)).toBe(false);
  expect(await provenanceProblems(ONE, registry(description).get, noPause)).toEqual([
    "@x/payment-server@0.1.0 has no provenance",
  ]);
});

test("the list of changesets is read, and anything else is refused", () => {
  expect(readPublished(JSON.stringify(ONE))).toEqual(ONE);
  for (const wrong of ["[]", "{}", '[{"name":"a"}]']) expect(() => readPublished(wrong)).toThrow();
});
