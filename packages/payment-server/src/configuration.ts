/**
 * Builds the context of a service from its options and variables, either once, or again when a
 * variable has changed.
 */
import type { LogFields, Logger } from "./core/logger.ts";
import { PaymentError } from "./errors.ts";
import type { HttpContext } from "./http/call.ts";
import { configure, type Settings } from "./settings.ts";
import { settingsFindings } from "./settings-findings.ts";
import { rememberReading, type Reading, type ReadVariable } from "./variables.ts";

/**
 * Builds the context once, and returns a function that returns the context. Used for a process
 * whose environment does not change. Throws `configuration` if an option or a variable is wrong.
 */
export function configureOnce(settings: Settings, env: ReadVariable): () => HttpContext {
  const context = configure(settings, env);
  announce(context, settings.fixed.logger);
  return () => context;
}

/**
 * Returns a function that returns the context. Used for a process whose variables may be edited
 * while the process runs, as in a Federation. Each call of the function compares the variables with
 * those that the context was built from, and builds a new context if they differ. No call throws:
 * while a value is wrong, the context has a `misconfiguration`. A request keeps the context that it
 * began with. All contexts share the state that a service keeps in memory.
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
 * A context, the variables that it was built from, and the log lines that the next build does not
 * repeat.
 */
interface Configuration {
  context: HttpContext;
  reading: Reading;
  logged: ReadonlySet<string>;
}

function build(settings: Settings, env: ReadVariable, before: Configuration | null): Configuration {
  const reading = rememberReading(env);
  const once = logOnce(settings.fixed.logger, before?.logged ?? new Set());
  if (before !== null) {
    // A scan is about the payments of one account, and a new API key may belong to another account.
    // A run that still uses the old context keeps the old objects.
    settings.fixed.deep_scan = { at: null };
    settings.fixed.unfinished_scans = new Map();
    // The edit of a variable may have corrected mistakes with the code `configuration`. A mistake
    // that remains is reported again.
    settings.fixed.mistakes.forget("configuration");
  }
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

/** Logs each finding about the settings as a warning. */
function announce(context: HttpContext, logger: Logger): void {
  for (const { message } of settingsFindings(context)) logger.warn(message);
}

/**
 * Returns the context of a misconfigured service. It has no providers; `GET methods` lists all
 * methods as disabled.
 */
function withoutProviders(
  { fixed, origins, providers }: Settings,
  error: PaymentError,
): HttpContext {
  const methods = providers.map(({ id, label }) => ({ id, label: label ?? id }));
  return {
    ...fixed,
    origin: { ...origins, base: null, live: false },
    providers: new Map(),
    misconfiguration: { error, methods },
  };
}

/**
 * Returns a `configuration` error unchanged, and a new `configuration` error in place of any other
 * error. The text of the other error may hold a secret, so the new message does not repeat the
 * text. The log gets the other error as the `cause`.
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
 * Wraps `env` so that a variable counts as absent if reading it throws, or if it is not text. In a
 * Federation the table of variables may not exist yet.
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
 * Returns a logger that drops lines that are in `before` or were logged already, so that an edit of
 * a variable does not repeat every warning. The providers keep the logger for later messages, so it
 * drops nothing after `end()`.
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
