import { expect, test } from "vitest";
import { LIMIT, measureWebhook } from "../sizes.ts";

test("a server that receives deliveries on SQLite fits into the size that it had, compressed", async () => {
  const size = await measureWebhook();
  expect(size).toBeGreaterThan(20_000);
  expect(size).toBeLessThanOrEqual(LIMIT);
});
