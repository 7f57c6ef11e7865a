import pg from "pg";

/** Closes random connections repeatedly, as a bad network or a restarted pooler does. */
export function cutConnections(
  { url, schema }: { url: string; schema: string },
  cut: () => void,
): { stop(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on("error", () => {});
  const timer = setInterval(() => {
    const kill =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 ORDER BY random() LIMIT 1";
    pool.query(kill, [schema]).then(
      ({ rowCount }) => (rowCount === 1 ? cut() : undefined),
      () => {},
    );
  }, 700);
  return {
    async stop() {
      clearInterval(timer);
      await pool.end();
    },
  };
}
