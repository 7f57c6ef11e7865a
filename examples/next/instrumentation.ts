/** Next calls it when the server starts. Its edge runtime has no `process.exit`, so what is done stands in a file of its own. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs")
    await (await import("./start-check.ts")).checkAtStart();
}
