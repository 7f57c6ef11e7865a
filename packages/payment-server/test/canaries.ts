/**
 * Personal data and secrets with a mark, and what looks for them in everything that is stored,
 * logged or answered.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { bearerMatches, consoleLogger } from "../src/index.ts";
import { keyOf } from "./signing.ts";
import { createWorld, type StorageKind, type World } from "./world.ts";

export const CANARY: Readonly<
  Record<
    "email" | "name" | "street" | "card" | "api_key" | "webhook_key" | "bearer" | "host" | "dodo",
    string
  >
> = {
  email: "canary.mail@example.com",
  name: "Canary Wing",
  street: "7 Canary Street",
  card: "4000056655665556",
  api_key: "dodo_test_CANARYKEY",
  webhook_key: keyOf(33, 0xca),
  bearer: "CANARY-bearer-of-the-session",
  host: "CANARY text of the host: user 7 has no wallet",
  dodo: "CANARY text of Dodo's",
};

/** How each may be written: as it is, or escaped for an address. */
const SPELLED = Object.values(CANARY).flatMap((text) => [
  text,
  encodeURIComponent(text),
  text.replace("whsec_", ""),
]);

/**
 * Collects what the tests of a file write to the console, and returns the lines; they are cleared
 * before each test.
 */
export function watchConsole(): string[] {
  const printed: string[] = [];
  beforeEach(() => {
    printed.length = 0;
    for (const method of ["log", "info", "warn", "error", "debug"] as const)
      vi.spyOn(console, method).mockImplementation(
        (...given) => void printed.push(given.map(String).join(" ")),
      );
  });
  afterEach(() => void vi.restoreAllMocks());
  return printed;
}

/** A world whose keys and bearer are canaries, and which logs to the console. */
export async function createCanaryWorld(storage: StorageKind): Promise<World> {
  return await createWorld({
    storage,
    dodo: { api_key: CANARY.api_key, webhook_key: CANARY.webhook_key },
    // What the host knows of the buyer goes to Dodo, and nowhere else.
    provider: {
      checkout: () => ({
        customer: { email: CANARY.email, name: CANARY.name },
        billing_address: { country: "DE", street: CANARY.street },
      }),
    },
    service: {
      logger: consoleLogger,
      authenticate: (request) =>
        bearerMatches(request, CANARY.bearer) ? { user_id: "ada", admin: true } : null,
    },
  });
}

/** The personal data in what a buyer and Dodo send. */
export const PERSONAL: Readonly<Record<string, unknown>> = {
  customer: {
    customer_id: "cus_1",
    email: CANARY.email,
    name: CANARY.name,
    phone_number: CANARY.card,
    metadata: { email: CANARY.email },
  },
  billing: {
    country: "US",
    state: "NY",
    city: CANARY.name,
    street: CANARY.street,
    zipcode: CANARY.card,
  },
  card_holder_name: CANARY.name,
  card_last_four: CANARY.card,
  error_message: CANARY.dodo,
  custom_field_responses: [{ key: "email", value: CANARY.email }],
  payment_link: `https://dodo.example/${encodeURIComponent(CANARY.email)}`,
  invoice_url: `https://dodo.example/${CANARY.card}`,
};

/**
 * Returns a function that sends as the administrator whose bearer is a canary, and appends each
 * answer to `answers`.
 */
export function recorder(
  world: World,
  answers: string[],
): (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response> {
  return async (method, path, body, headers = {}) => {
    const response = await world.send(method, path, {
      headers: { authorization: `Bearer ${CANARY.bearer}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    answers.push(`${[...response.headers].join("\n")}\n${await response.clone().text()}`);
    return response;
  };
}

/** Returns everything that is stored: the rows as JSON and, where there is a file, its bytes. */
async function stored(world: World): Promise<string[]> {
  const payments = await world.storage.listPayments({ filter: {}, after: null, limit: 200 });
  const rows: unknown[] = [
    ...payments,
    ...(await world.storage.listEvents({ filter: {}, after: null, limit: 200 })),
  ];
  for (const { payment_id, topup_id } of payments)
    rows.push(await world.storage.listAudit(payment_id), await world.storage.readCredit(topup_id));
  const files = readdirSync(world.folder).map((name) =>
    readFileSync(join(world.folder, name), "latin1"),
  );
  return [...rows.map((row) => JSON.stringify(row)), ...files];
}

/** Expects no canary, in any spelling, in these texts and in what is stored. */
export async function expectNoCanary(world: World, texts: readonly string[]): Promise<void> {
  for (const text of [...texts, ...(await stored(world))]) {
    for (const canary of SPELLED)
      expect(text.includes(canary), `${canary} in ${text.slice(0, 2_000)}`).toBe(false);
  }
}
