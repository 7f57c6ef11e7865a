/**
 * The error for a command line that cannot be understood. The message says how to fix the command
 * line. The exit code is 2.
 */
export class UsageError extends Error {}
