/**
 * A command line that cannot be understood. Its message is a sentence with the fix, and the exit
 * code is 2.
 */
export class UsageError extends Error {}
