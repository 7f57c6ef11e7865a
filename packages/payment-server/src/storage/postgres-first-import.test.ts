import { expect, test, vi } from "vitest";
import { createConnector } from "./postgres/connection.ts";

test("a storage whose first pool could not be created tries again at the next call", async () => {
  vi.doMock("pg", () => {
    throw new Error("too many open files");
  });
  const connect = createConnector("postgres://nobody@127.0.0.1:1/shop", {});
  await expect(connect()).rejects.toMatchObject({ code: "configuration" });
  const client = { query: async () => await Promise.resolve() };
  vi.doMock("pg", () => ({
    default: {
      Pool: class {
        on(): void {}
        async connect(): Promise<object> {
          return await Promise.resolve(client);
        }
        async end(): Promise<void> {}
      },
    },
  }));
  expect(await connect()).toBe(client);
  await connect.close();
  vi.doUnmock("pg");
});
