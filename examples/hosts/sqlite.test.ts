import { hostSuite } from "@x/payment-server/testing";
import { describe, test } from "vitest";
import { sqliteShop } from "./sqlite-shop.ts";

// One of the cases starts and ends twenty-one processes, which takes a minute on a busy machine.
const slowly = (name: string, run: () => Promise<void>): void => test(name, run);

describe("docs/host/node-sqlite.ts is a host:", () => hostSuite(slowly, sqliteShop("node-sqlite")));
describe("docs/host/better-sqlite3.ts is a host:", () =>
  hostSuite(slowly, sqliteShop("better-sqlite3")));
describe("docs/host/kysely.ts is a host, on better-sqlite3:", () =>
  hostSuite(slowly, sqliteShop("kysely-sqlite", { connections: 1 })));
