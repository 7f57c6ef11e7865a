import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a temporary folder that is removed at the end of the block: `using folder = makeFolder()`.
 */
export function makeFolder(): { path: string; file: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "payment-storage-"));
  return {
    path,
    file: join(path, "payments.sqlite"),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
