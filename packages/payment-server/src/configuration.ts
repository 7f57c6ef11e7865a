/** What the options and the variables' present values make of a service: once, or anew whenever a variable has changed. */
import type { LogFields, Logger } from "./core/logger.ts";
import { PaymentError } from "./errors.ts";
import type { HttpContext } from "./http/call.ts";
import { isLoopbackHost } from "./loopback.ts";
import { configure, type Settings } from "./settings.ts";
import { rememberReading, type Reading, type ReadVariable } from "./variables.ts";

/** For a process whose environment stays as it is. Throws `configuration` with the fix. */
export function configureOnce(settings: Settings, env: ReadVariable): () => HttpContext {
  const context = configure(settings, env);
  announce(context, settings.fixed.logger);
  return () => context;
}

/**
 * For variables that are edited while the process runs, as a Federation's: each call compares what was read with what it is
 * now. It never throws: while a value is wrong the context says so in `trouble`, and the next edit mends it. Requests that
 * are under way keep the context that they began with; what a service keeps in memory is the same in all of them.
 */
export function followVariables(settings: Settings, env: ReadVariable): () => HttpContext {
  const read = forgiving(env);
  let made = make(settings, read, null);
  return () => {
    if (made.reading.changed()) made = make(settings, read, made);
    return made.context;
  };
}

/** What is said of a service that sells in public without real money. */
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

/** One configuration, the values that it was made of, and what it has said. */
interface Made {
  context: HttpContext;
  reading: Reading;
  said: ReadonlySet<string>;
}

function make(settings: Settings, env: ReadVariable, before: Made | null): Made {
  const reading = rememberReading(env);
  const speech = sayOnce(settings.fixed.logger, before?.said ?? new Set());
  // A look that was cut short goes on at a page of one account: with another key it may be another account's.
  if (before !== null) settings.fixed.unfinished_scans.clear();
  try {
    const context = configure(settings, reading.read, speech.logger);
    announce(context, speech.logger);
    if (before !== null && before.context.trouble !== null)
      settings.fixed.logger.info("the configuration is mended: payments go on");
    return { context, reading, said: speech.said };
  } catch (error) {
    const trouble = toTrouble(error);
    speech.logger.error(
      "no payment is taken until the configuration is mended",
      { error: trouble.message },
      trouble.cause,
    );
    return {
      context: withoutProviders(settings, trouble),
      reading,
      said: new Set([...(before?.said ?? []), ...speech.said]),
    };
  } finally {
    speech.end();
  }
}

/** Said once, loudly, when a configuration is made. */
function announce(context: HttpContext, logger: Logger): void {
  for (const message of testModeInPublic(context)) logger.warn(message);
}

/** Nothing can be paid, and what can be said of it. */
function withoutProviders(
  { fixed, origins, providers }: Settings,
  error: PaymentError,
): HttpContext {
  const methods = providers.map(({ id, label }) => ({ id, label: label ?? id }));
  return {
    ...fixed,
    origin: { ...origins, base: null },
    providers: new Map(),
    trouble: { error, methods },
  };
}

/** The text of a foreign error is for the log of the host, never for an answer. */
function toTrouble(error: unknown): PaymentError {
  if (error instanceof PaymentError && error.code === "configuration") return error;
  return new PaymentError(
    "configuration",
    "A payment provider could not be set up; the server's log says why.",
    { cause: error },
  );
}

/** A variable that cannot be read is absent, and so is one that is no text. */
function forgiving(env: ReadVariable): ReadVariable {
  return (name) => {
    try {
      const value: unknown = env(name);
      return typeof value === "string" ? value : undefined;
    } catch {
      return undefined;
    }
  };
}

/** A logger that leaves out what the configuration before has said already. After the end it says everything: a provider keeps it. */
function sayOnce(
  logger: Logger,
  before: ReadonlySet<string>,
): { logger: Logger; said: ReadonlySet<string>; end(): void } {
  const said = new Set<string>();
  let ended = false;
  const isNew = (message: string, fields?: LogFields): boolean => {
    if (ended) return true;
    const line = `${message} ${JSON.stringify(fields ?? {})}`;
    const known = said.has(line) || before.has(line);
    said.add(line);
    return !known;
  };
  return {
    logger: {
      info: (message, fields) => void (isNew(message, fields) && logger.info(message, fields)),
      warn: (message, fields) => void (isNew(message, fields) && logger.warn(message, fields)),
      error: (message, fields, cause) =>
        void (isNew(message, fields) && logger.error(message, fields, cause)),
    },
    said,
    end: () => void (ended = true),
  };
}
