// Checks, in each runtime, that a wrong setup stops the server with a sentence that says the fix,
// or that the server runs as far as it can.
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentOf, type MountCommand, type Mounted } from "./mount-suite.ts";
import { startServer } from "./server.ts";

/** Registers the tests of wrong setups; it is called in `more` of `testMount`. */
export function testStartupErrors(mounted: () => Mounted, command: MountCommand): void {
  const variables = (): Record<string, string> => ({
    ...environmentOf(mounted().dodo),
    DATABASE: join(mounted().folder, "other.sqlite"),
  });

  /** Expects the server to print this sentence without a stack and to exit with code 1. */
  async function expectSentence(
    changed: Record<string, string>,
    sentence: string,
    port?: string,
  ): Promise<void> {
    const started = startServer(command({ ...variables(), ...changed }, mounted().folder), port);
    const printed = await started.then(
      async (server) => await server.stop().then(() => "it started"),
      (error: Error) => error.message,
    );
    expect(printed).toMatch(/^the shop ended with 1:\n/);
    expect(printed).toContain(sentence);
    expect(printed).not.toMatch(/^\s+at /m);
  }

  test("without an API key the shop runs and says that its checkout is not configured", async () => {
    const server = await startServer(
      command({ ...variables(), DODO_PAYMENTS_API_KEY: "" }, mounted().folder),
    );
    try {
      const methods = await fetch(`${server.url}/v1/payment/methods`);
      expect([methods.status, await methods.json()]).toEqual([
        200,
        {
          items: [
            expect.objectContaining({ id: "dodo", enabled: false, reason: "not_configured" }),
          ],
        },
      ]);
      expect((await fetch(server.url)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  test("a variable with an invalid value stops the server with a sentence that says the fix", async () => {
    await expectSentence(
      { DODO_ENVIRONMENT: "production" },
      "DODO_ENVIRONMENT must be `test_mode` or `live_mode`",
    );
  });

  test("a port in use stops the server with a sentence that says the fix", async () => {
    const { port } = new URL(mounted().shop_url);
    await expectSentence(
      {},
      `Port ${port} is in use: end what listens there, or set PORT to another one.`,
      port,
    );
  });

  test("a database in a folder that does not exist stops the server with a sentence that says the fix", async () => {
    const file = join(mounted().folder, "nowhere", "shop.sqlite");
    await expectSentence(
      { DATABASE: file },
      `The database ${file} cannot be opened: make its folder and let this process write there, or set DATABASE to another file.`,
    );
  });
}
