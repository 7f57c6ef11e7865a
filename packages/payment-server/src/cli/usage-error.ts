/**
 * The error for a command line, a variable or a project that cannot be used. The message says how
 * to fix it. The exit code is 2.
 */
export class UsageError extends Error {}
