/** The files that are made from the OpenAPI document: the document itself, and a client's types. */
import { existsSync, readFileSync } from "node:fs";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import manifest from "../package.json" with { type: "json" };
import { buildDocument } from "../src/http/openapi/document.ts";

const DOCUMENT = "packages/payment-server/src/http/openapi/openapi.json";
const TYPES = "packages/payment-server/test/openapi-paths.ts";

/** A file as it is, and as the sources make it. `page` is its path in the repository. */
export interface MadeFile {
  page: string;
  present: string;
  rendered: string;
}

/** Makes the document, and the types that `openapi-typescript` makes from it. */
export async function renderOpenApi(root: string): Promise<MadeFile[]> {
  const document = buildDocument(manifest.version);
  const types = astToString(await openapiTS(document as unknown as OpenAPI3));
  const rendered: readonly (readonly [string, string])[] = [
    [DOCUMENT, `${JSON.stringify(document, null, 2)}\n`],
    [TYPES, `// Written by "pnpm run docs" with openapi-typescript.\n${types}`],
  ];
  return rendered.map(([page, text]) => {
    const path = `${root}/${page}`;
    return { page, present: existsSync(path) ? readFileSync(path, "utf8") : "", rendered: text };
  });
}
