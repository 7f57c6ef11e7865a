/** Remembers the mistakes of the operator that requests and deliveries have shown. */
import { docsOf, type ErrorCode } from "../errors.ts";
import type { Logger } from "./logger.ts";
import type { Finding } from "./provider.ts";

/** A mistake in the configuration or in the host's code, which only the operator can correct. */
export interface Mistake {
  level: "error" | "warning";
  code: ErrorCode | "authenticate" | "topup_status" | "topup_lookup" | "overdue" | "wrong_path";
  /**
   * A sentence that says what is wrong and how to fix it. It contains no personal data. Two
   * mistakes with the same code count as one mistake if their messages differ only in numbers.
   */
  message: string;
  /** Whether the caller has written a line to the log already. */
  logged?: boolean;
  /** The id of the request that has shown the mistake, if it was a request. */
  request_id?: string | undefined;
}

/** The mistakes that this process has seen. All requests share them. */
export interface Mistakes {
  /**
   * Remembers a mistake. Logs a warning, unless `logged` is `true` or the same mistake was logged
   * within the last hour. A mistake that one request reports several times in succession counts
   * once.
   */
  report(mistake: Mistake): void;
  /** Returns a finding for each mistake that was seen in the 24 hours before `now`. */
  findings(now: number): Finding[];
  /** Forgets the mistakes with this code. */
  forget(code: Mistake["code"]): void;
  /**
   * Lowers each `host_unavailable` error whose message contains `name` to a warning, because the
   * call that `name` stands for has now succeeded.
   */
  succeeded(name: HostFunction): void;
  /**
   * Returns whether to log a failure. Each combination of message and cause is logged at most once
   * a minute. This limit is needed because anyone can make `authenticate()` fail, or send an
   * unsigned delivery, as often as they like.
   */
  mayLog(message: string, cause: unknown): boolean;
  /**
   * Logs a message about something that may be a mistake, but may also be intended. Each message is
   * logged at most once an hour. It does not become a finding.
   */
  mention(message: string): void;
}

/** How long a mistake or a mention is not logged again, in milliseconds. */
const SILENT_MS = 3_600_000;

/** How long a mistake is a finding after it was last seen, in milliseconds. */
const LISTED_MS = 86_400_000;

/**
 * The largest number of different mistakes that are remembered. Further ones are neither remembered
 * nor logged.
 */
const MOST_REMEMBERED = 100;

/** How long a failure with the same message and cause is not logged again, in milliseconds. */
const FAILURE_MS = 60_000;
/**
 * The largest number of logged failures and mentions that are remembered. While that many are
 * remembered, other failures and mentions are not logged.
 */
const MOST_FAILURES = 100;

/** The names by which messages refer to a function of the host, or to the checkout. */
export type HostFunction = "readTopup()" | "finishTopup()" | "authenticate()" | "this checkout";

/** A remembered mistake. Times are Unix milliseconds. */
interface Seen {
  mistake: Mistake;
  times: number;
  logged_at: number;
  last_at: number;
}

/** Creates an empty list of mistakes. */
export function createMistakes(clock: () => number, logger: Logger): Mistakes {
  const seen = new Map<string, Seen>();
  const rarely = createLimit(clock);
  return {
    report(mistake) {
      const now = clock();
      for (const [old, { last_at }] of seen)
        if (Math.abs(now - last_at) >= LISTED_MS) seen.delete(old);
      const key = `${mistake.code} ${mistake.message.replaceAll(/[\d.]+/g, "0")}`;
      const before = seen.get(key);
      if (before === undefined && seen.size >= MOST_REMEMBERED) return;
      const again =
        before !== undefined &&
        mistake.request_id !== undefined &&
        before.mistake.request_id === mistake.request_id;
      // The difference is absolute, so that setting the clock back does not silence the log.
      const silent = before !== undefined && Math.abs(now - before.logged_at) < SILENT_MS;
      const logged_at = silent ? before.logged_at : now;
      seen.set(key, {
        mistake,
        times: (before?.times ?? 0) + (again ? 0 : 1),
        logged_at,
        last_at: now,
      });
      if (!silent && mistake.logged !== true) log(logger, mistake);
    },
    findings: (now) =>
      [...seen.values()].filter(({ last_at }) => now - last_at < LISTED_MS).map(toFinding),
    forget(code) {
      for (const [key, { mistake }] of seen) if (mistake.code === code) seen.delete(key);
    },
    succeeded(name) {
      for (const entry of seen.values()) {
        const { code, message, level } = entry.mistake;
        if (level === "error" && code === "host_unavailable" && message.includes(name))
          entry.mistake = { ...entry.mistake, level: "warning" };
      }
    },
    mayLog: (message, cause) => rarely(FAILURE_MS, `${message} ${textOf(cause)}`),
    mention(message) {
      if (rarely(SILENT_MS, message)) logger.info(message);
    },
  };
}

/**
 * Creates a function that returns `true` once for each text, and again after `pause_ms`
 * milliseconds. The function remembers at most `MOST_FAILURES` texts. While it remembers that many,
 * it returns `false` for any other text.
 */
function createLimit(clock: () => number): (pause_ms: number, text: string) => boolean {
  const last = new Map<string, { at: number; pause_ms: number }>();
  return (pause_ms, text) => {
    const now = clock();
    for (const [key, { at, pause_ms: pause }] of last)
      if (Math.abs(now - at) >= pause) last.delete(key);
    const key = text.slice(0, 500);
    if (last.has(key) || last.size >= MOST_FAILURES) return false;
    last.set(key, { at: now, pause_ms });
    return true;
  };
}

/**
 * Returns the name and the message of an error, or the type of any other value. The text is only
 * compared, and never logged.
 */
function textOf(cause: unknown): string {
  try {
    return cause instanceof Error ? `${cause.name} ${cause.message}` : typeof cause;
  } catch {
    return "";
  }
}

/** Returns the same list of mistakes, for a request whose id is added to what it reports. */
export function ofRequest(mistakes: Mistakes, request_id: () => string): Mistakes {
  const report = (mistake: Mistake): void =>
    mistakes.report({ ...mistake, request_id: request_id() });
  return { ...mistakes, report };
}

function log(logger: Logger, { code, message, request_id }: Mistake): void {
  const request = request_id === undefined ? {} : { request_id };
  logger.warn(message, { code, docs: docsOf(code), ...request });
}

function toFinding({ mistake: { level, code, message }, times, last_at }: Seen): Finding {
  const count = times === 1 ? "once" : `${times} times`;
  const last = new Date(last_at).toISOString();
  return { level, code, message: `${message} Seen ${count} by this process, last at ${last}.` };
}
