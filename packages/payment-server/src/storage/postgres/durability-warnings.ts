/**
 * A SELECT that returns a warning, with the fix, for each setting that could lose a webhook after
 * it was answered with 2xx. It reads the settings of this connection and not the server's
 * configuration, because a role or a database may have its own.
 */
export const POSTGRES_WARNINGS = `SELECT 'PostgreSQL runs with ' || name || '=off: a crash may lose what was committed, credits noted as done among it. Turn it on.' AS warning
  FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`;
