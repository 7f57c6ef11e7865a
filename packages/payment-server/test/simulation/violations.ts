/**
 * The rules that were broken; the run ends at the first. They are collected, not thrown, since the
 * code of a task would catch an error.
 */
export interface Violations {
  readonly found: string[];
  /** Records the rule as broken unless `holds`. */
  require(holds: boolean, rule: string): void;
}

/** Creates an empty list; a broken rule is also written to the trace, where it happened. */
export function createViolations(trace: string[]): Violations {
  const found: string[] = [];
  function require(holds: boolean, rule: string): void {
    if (holds) return;
    found.push(rule);
    trace.push(`     BROKEN: ${rule}`);
  }
  return { found, require };
}
