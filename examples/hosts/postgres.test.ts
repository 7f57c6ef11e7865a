import { hostSuite } from "@x/payment-server/testing";
import { describe, test } from "vitest";
import { postgresShop } from "./postgres-shop.ts";

// One of the cases starts and ends twenty-one processes, which takes a minute on a busy machine.
const slowly = (name: string, run: () => Promise<void>): void => test(name, run);

describe("docs/host/pg.ts is a host:", () => hostSuite(slowly, postgresShop("pg")));
describe("docs/host/drizzle.ts is a host, on pg:", () =>
  hostSuite(slowly, postgresShop("drizzle")));
describe("docs/host/kysely.ts is a host, on pg:", () =>
  hostSuite(slowly, postgresShop("kysely-postgres")));
describe("docs/host/prisma.ts is a host, its SQL run by pg:", () =>
  hostSuite(slowly, postgresShop("prisma")));
