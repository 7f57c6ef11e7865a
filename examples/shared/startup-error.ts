// Explains why a shop cannot start, in a sentence that says the fix.

/**
 * Handles `process.once("uncaughtException", …)`. Prints an error that an operator can fix as one
 * sentence without a stack, any other error as it is, and exits with code 1.
 */
export function explainStartupError(error: unknown): void {
  console.error(sentenceOf(error) ?? error);
  process.exit(1);
}

function sentenceOf(error: unknown): string | null {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const { PORT = "3000", DATABASE = "shop.sqlite" } = process.env;
  if (code === "configuration") return String(message);
  if (code === "EADDRINUSE")
    return `Port ${PORT} is in use: end what listens there, or set PORT to another one.`;
  // SQLite libraries use different error codes for this, but all pass on SQLite's own message.
  if (String(message).startsWith("unable to open database file"))
    return `The database ${DATABASE} cannot be opened: make its folder and let this process write there, or set DATABASE to another file.`;
  return null;
}
