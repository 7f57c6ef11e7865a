/**
 * Next calls this function when the server starts. The check is in a file of its own, because
 * Next's edge runtime has no `process.exit`.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs")
    await (await import("./start-check.ts")).checkAtStart();
}
