/**
 * A SELECT that returns one row for each setting with which a crash could lose a webhook that was
 * answered with 2xx. The column `warning` names the setting and says how to fix it. The SELECT
 * reads the settings of this connection and not those of the server, because a role or a database
 * may have settings of its own.
 */
export const POSTGRES_WARNINGS = `SELECT 'PostgreSQL runs with ' || name || '=off: a crash may lose what was committed, credits noted as done among it. Turn it on.' AS warning
  FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`;
