/**
 * Builds the context of a service from its options and variables: once, or again whenever a
 * variable has changed.
 */
import type { LogFields, Logger } from "./core/logger.ts";
import { PaymentError } from "./errors.ts";
import type { HttpContext } from "./http/call.ts";
import { isLoopbackHost } from "./loopback.ts";
import { configure, type Settings } from "./settings.ts";
import { rememberReading, type Reading, type ReadVariable } from "./variables.ts";

/**
 * Reads the variables once, for a process whose environment does not change. Throws `configuration`
 * with the fix.
 */
export function configureOnce(settings: Settings, env: ReadVariable): () => HttpContext {
  const context = configure(settings, env);
  announce(context, settings.fixed.logger);
  return () => context;
}

/**
 * Follows variables that are edited while the process runs, as in a Federation. Each call of the
 * returned function compares the variables with those that the context was built from, and builds
 * another one if they differ. It never throws: while a value is wrong the context has a
 * `misconfiguration`, until the next edit corrects it. A running request keeps its context; what a
 * service keeps in memory is shared by all of them.
 */
export function followVariables(settings: Settings, env: ReadVariable): () => HttpContext {
  const read = tolerant(env);
  let present = build(settings, read, null);
  return () => {
    if (present.reading.changed()) present = build(settings, read, present);
    return present.context;
  };
}

/**
 * Returns a warning for each provider in test_mode of a service whose public address is not
 * loopback.
 */
export function testModeInPublic({ origin, providers }: HttpContext): string[] {
  if (origin.base === null || isLoopbackHost(new URL(origin.base.origin).hostname)) return [];
  const testing = [...providers.values()].filter(
    (provider) => provider.environment === "test_mode",
  );
  return testing.map(
    ({ id }) =>
      `TEST MODE on a public address: ${id} takes no real money here; set DODO_ENVIRONMENT=live_mode to sell`,
  );
}

/** A context, the variables that it was built from, and the lines that were logged. */
interface Configuration {
  context: HttpContext;
  reading: Reading;
  logged: ReadonlySet<string>;
}

function build(settings: Settings, env: ReadVariable, before: Configuration | null): Configuration {
  const reading = rememberReading(env);
  const once = logOnce(settings.fixed.logger, before?.logged ?? new Set());
  // These unfinished scans point into the payments of one account, and another key may belong to another
  // account.
  if (before !== null) settings.fixed.unfinished_scans.clear();
  try {
    const context = configure(settings, reading.read, once.logger);
    announce(context, once.logger);
    if (before !== null && before.context.misconfiguration !== null)
      settings.fixed.logger.info("the configuration is correct again: payments are taken");
    return { context, reading, logged: once.logged };
  } catch (error) {
    const misconfiguration = toConfigurationError(error);
    once.logger.error(
      "no payment is taken until the configuration is corrected",
      { error: misconfiguration.message },
      misconfiguration.cause,
    );
    return {
      context: withoutProviders(settings, misconfiguration),
      reading,
      logged: new Set([...(before?.logged ?? []), ...once.logged]),
    };
  } finally {
    once.end();
  }
}

/** Logs the warnings that an operator must not miss. */
function announce(context: HttpContext, logger: Logger): void {
  for (const message of testModeInPublic(context)) logger.warn(message);
}

/**
 * Returns the context of a service that cannot sell: without providers, but with the methods to
 * list as disabled.
 */
function withoutProviders(
  { fixed, origins, providers }: Settings,
  error: PaymentError,
): HttpContext {
  const methods = providers.map(({ id, label }) => ({ id, label: label ?? id }));
  return {
    ...fixed,
    origin: { ...origins, base: null },
    providers: new Map(),
    misconfiguration: { error, methods },
  };
}

/**
 * Hides the text of a foreign error, which may carry a secret, from answers. It stays the cause,
 * for the log.
 */
function toConfigurationError(error: unknown): PaymentError {
  if (error instanceof PaymentError && error.code === "configuration") return error;
  return new PaymentError(
    "configuration",
    "A payment provider could not be set up; the server's log says why.",
    { cause: error },
  );
}

/**
 * Reads a variable that throws, or that is not text, as absent: a Federation may not have its table
 * of variables yet.
 */
function tolerant(env: ReadVariable): ReadVariable {
  return (name) => {
    try {
      const value: unknown = env(name);
      return typeof value === "string" ? value : undefined;
    } catch {
      return undefined;
    }
  };
}

/**
 * Returns a logger that drops the lines in `before`, so that an edit does not repeat every warning.
 * A provider keeps the logger: after `end()` it drops nothing.
 */
function logOnce(
  logger: Logger,
  before: ReadonlySet<string>,
): { logger: Logger; logged: ReadonlySet<string>; end(): void } {
  const logged = new Set<string>();
  let ended = false;
  const isNew = (message: string, fields?: LogFields): boolean => {
    if (ended) return true;
    const line = `${message} ${JSON.stringify(fields ?? {})}`;
    const known = logged.has(line) || before.has(line);
    logged.add(line);
    return !known;
  };
  return {
    logger: {
      info: (message, fields) => void (isNew(message, fields) && logger.info(message, fields)),
      warn: (message, fields) => void (isNew(message, fields) && logger.warn(message, fields)),
      error: (message, fields, cause) =>
        void (isNew(message, fields) && logger.error(message, fields, cause)),
    },
    logged,
    end: () => void (ended = true),
  };
}
