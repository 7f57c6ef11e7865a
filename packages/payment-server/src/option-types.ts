/**
 * Checks the names and the types of options, for hosts whose code is not type-checked. A check that
 * fails throws `configuration`, whose message says how to fix the option.
 */
import { describeValue } from "./core/describe-value.ts";
import type { ProviderFactory } from "./core/provider.ts";
import { PaymentError } from "./errors.ts";
import { assertKnownOptions, type KnownOptions } from "./known-options.ts";
import type { PaymentServiceOptions } from "./options.ts";

/** The names of the options of a service. */
const OPTIONS: KnownOptions<PaymentServiceOptions> = {
  readTopup: true,
  finishTopup: true,
  notify: true,
  wait_until: true,
  providers: true,
  storage: true,
  transactional: true,
  authenticate: true,
  id: true,
  base_url: true,
  base_path: true,
  allowed_origins: true,
  return_origins: true,
  confirm: true,
  conversion_tolerance_bps: true,
  provider_calls_per_second: true,
  result_page: true,
  logger: true,
  clock: true,
  env: true,
};

type Given = Partial<Record<keyof PaymentServiceOptions, unknown>>;

/**
 * Checks that every option is known, and that the functions, the lists, `transactional`, the logger
 * and the storage have the right types. The values of other options are checked elsewhere, such as
 * in `option-checks.ts`.
 */
export function requireHost(given: object): void {
  assertKnownOptions("PaymentService", given, OPTIONS);
  const options = given as Given;
  requireFunctions(options);
  requireLists(options);
  if (options.transactional !== undefined && typeof options.transactional !== "boolean")
    throw configuration("`transactional` must be true or false.");
  requireLogger(options.logger);
  requireStorage(options.storage);
}

function requireFunctions(options: Given): void {
  const { readTopup, finishTopup, notify, wait_until, authenticate, clock } = options;
  if (typeof readTopup !== "function")
    throw configuration("`readTopup` must be a function that returns the topup or null.");
  if (typeof finishTopup !== "function")
    throw configuration("`finishTopup` must be a function that credits the topup once.");
  if (notify !== undefined && typeof notify !== "function")
    throw configuration("`notify` must be a function that takes a notice.");
  if (wait_until !== undefined && typeof wait_until !== "function")
    throw configuration("`wait_until` must be a function that takes a promise.");
  if (authenticate !== undefined && typeof authenticate !== "function")
    throw configuration(
      "`authenticate` must be a function that takes the request and returns `{ user_id }` or null.",
    );
  if (clock !== undefined && typeof clock !== "function")
    throw configuration("`clock` must be a function that returns Unix milliseconds.");
}

function requireLists({ providers, allowed_origins, return_origins }: Given): void {
  if (!Array.isArray(providers))
    throw configuration("`providers` must be a list, such as `[dodoPaymentProvider()]`.");
  for (const [name, list] of Object.entries({ allowed_origins, return_origins }))
    if (list !== undefined && !isListOfTexts(list))
      throw configuration(
        `\`${name}\` must be a list of origins, such as \`["https://shop.example"]\`.`,
      );
}

function requireLogger(logger: unknown): void {
  if (logger === undefined) return;
  const { info, warn, error } = Object(logger) as Record<string, unknown>;
  if ([info, warn, error].every((write) => typeof write === "function")) return;
  throw configuration(
    "`logger` must have the functions `info`, `warn` and `error`, as `console` has.",
  );
}

/** Checks that `storage` is a storage, and not a path or a function that was not called. */
function requireStorage(storage: unknown): void {
  if (storage === undefined) return;
  const { changePayment, summary } = Object(storage) as Record<string, unknown>;
  if (typeof changePayment === "function" && typeof summary === "function") return;
  const call =
    typeof storage === "function"
      ? "a function that was not called: call it, as in"
      : `${describeValue(storage)}: pass a storage, such as`;
  throw configuration(
    `\`storage\` is ${call} \`sqliteStorage("payments.sqlite")\` of \`@x/payment-server/storage/sqlite\`.`,
  );
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/**
 * Returns the providers. Throws unless there is at least one, every entry is a provider, and no two
 * have the same id.
 */
export function requireProviders(
  factories: readonly ProviderFactory[],
): readonly ProviderFactory[] {
  for (const factory of factories as readonly unknown[]) requireProvider(factory);
  const twice = factories.find(
    ({ id }, index) => factories.findIndex((other) => other.id === id) !== index,
  );
  if (twice !== undefined)
    throw configuration(`Two providers have the id \`${twice.id}\`; keep one of them.`);
  if (factories.length === 0)
    throw configuration("`providers` is empty; name one, such as `dodoPaymentProvider()`.");
  return factories;
}

function requireProvider(factory: unknown): void {
  const { id, create, variables } = Object(factory) as Record<string, unknown>;
  const isFactory =
    typeof factory === "object" &&
    typeof id === "string" &&
    typeof create === "function" &&
    Array.isArray(variables);
  if (isFactory) return;
  throw configuration(
    typeof factory === "function"
      ? "`providers` has a function that was not called: write `providers: [dodoPaymentProvider()]`."
      : `\`providers\` has ${describeValue(factory)} in place of a provider: write \`providers: [dodoPaymentProvider()]\`.`,
  );
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
