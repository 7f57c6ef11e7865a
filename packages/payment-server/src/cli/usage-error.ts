/** A command line that cannot be understood; its message is a sentence with the fix. */
export class UsageError extends Error {}
