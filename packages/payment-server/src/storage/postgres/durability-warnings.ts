/**
 * A SELECT that names each setting by which an answered 2xx could be lost, with the fix. The
 * connection is queried, and not the configuration of the server, since a role or a database may
 * have a setting of its own.
 */
export const POSTGRES_WARNINGS = `SELECT 'PostgreSQL runs with ' || name || '=off: a crash may lose what was committed, credits noted as done among it. Turn it on.' AS warning
  FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`;
