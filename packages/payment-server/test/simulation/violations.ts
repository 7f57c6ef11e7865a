/** What was found to be wrong; the run ends at the first. Rules speak from inside of tasks, whose code would catch an error. */
export interface Violations {
  readonly found: string[];
  /** Notes that something is wrong unless `holds`. */
  require(holds: boolean, rule: string): void;
}

/** What is found also stands in the trace, where it happened. */
export function createViolations(trace: string[]): Violations {
  const found: string[] = [];
  function require(holds: boolean, rule: string): void {
    if (holds) return;
    found.push(rule);
    trace.push(`     BROKEN: ${rule}`);
  }
  return { found, require };
}
