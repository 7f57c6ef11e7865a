/** One command of `payment-server`. */
export interface Command {
  /** A short description of the command, for `--help`. */
  summary: string;
  /**
   * Runs the command and returns the exit code. Throws a `UsageError` (exit code 2) or another
   * error, such as a `PaymentError` (exit code 1). The caller prints the message of the error.
   */
  run(args: readonly string[], print: (text: string) => void): Promise<number>;
}
