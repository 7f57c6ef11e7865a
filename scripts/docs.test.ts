import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderOpenApi } from "../packages/payment-server/test/openapi-files.ts";
import { renderPages } from "./docs-blocks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

test.each([...renderPages(root), ...(await renderOpenApi(root))])(
  "$page is what the sources make",
  ({ page, present, rendered }) => {
    expect(present === rendered, `${page} is stale: run "npx -y pnpm@12.21.0 run docs:codes"`).toBe(
      true,
    );
  },
);
