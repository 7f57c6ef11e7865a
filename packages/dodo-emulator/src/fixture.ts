import type { DodoEmulator } from "./dodo-emulator.ts";
import { createDodoEmulator } from "./emulator.ts";
import type { DodoEmulatorOptions } from "./options.ts";

/** A fixture in the form that Vitest and Playwright share. */
export type DodoFixture = (
  context: object,
  use: (dodo: DodoEmulator) => Promise<void>,
) => Promise<void>;

/**
 * Returns a fixture that gives each test a local Dodo of its own. The local Dodo listens on a free
 * port of this machine, and is closed after the test.
 */
export function dodoFixture(options: DodoEmulatorOptions = {}): DodoFixture {
  // Both test runners parse the source text of the function. Its first parameter must be a pattern.
  // oxlint-disable-next-line no-empty-pattern
  return async ({}, use) => {
    const dodo = createDodoEmulator(options);
    try {
      await dodo.listen();
      await use(dodo);
    } finally {
      await dodo.close();
    }
  };
}
