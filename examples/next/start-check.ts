/**
 * Checks the variables when the server starts instead of at the first purchase: prints what is
 * missing, and exits if a value is invalid.
 */
export async function checkAtStart(): Promise<void> {
  try {
    const { payment } = await import("./payment.ts");
    for (const { level, message } of (await payment.check()).findings)
      console[level === "error" ? "error" : "warn"](message);
    console.log(
      `shop on ${process.env["DOWNCITY_CITY_BASE_URL"] ?? `http://localhost:${process.env["PORT"]}`}`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
