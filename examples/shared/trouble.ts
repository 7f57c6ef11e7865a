// What keeps a shop from starting, in a sentence that says the fix.

/** For `process.once("uncaughtException", …)`: what a person can mend is said without a stack; the exit code is 1. */
export function explainTrouble(error: unknown): void {
  console.error(sentenceOf(error) ?? error);
  process.exit(1);
}

function sentenceOf(error: unknown): string | null {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const { PORT = "3000", DATABASE = "shop.sqlite" } = process.env;
  if (code === "configuration") return String(message);
  if (code === "EADDRINUSE")
    return `Port ${PORT} is in use: end what listens there, or set PORT to another one.`;
  // Each library has a code of its own for it; the words are SQLite's.
  if (String(message).startsWith("unable to open database file"))
    return `The database ${DATABASE} cannot be opened: make its folder and let this process write there, or set DATABASE to another file.`;
  return null;
}
