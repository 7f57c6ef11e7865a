/**
 * The error for a command line that cannot be understood. Its message says how to fix it, and the
 * exit code is 2.
 */
export class UsageError extends Error {}
