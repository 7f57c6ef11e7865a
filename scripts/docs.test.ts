import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderPages } from "./docs-blocks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

test.each(renderPages(root))(
  "$page has the codes as the sources explain them",
  ({ page, present, rendered }) => {
    expect(present === rendered, `${page} is stale: run "npx -y pnpm@12.21.0 run docs"`).toBe(true);
  },
);
