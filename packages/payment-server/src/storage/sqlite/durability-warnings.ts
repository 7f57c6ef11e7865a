/**
 * A SELECT that returns one row for each unsafe setting of this connection. With such a setting, a
 * power cut or a crash could lose a webhook that was answered with 2xx. If the database is in
 * memory, the SELECT returns one row that says so. The column `warning` names the problem and says
 * what to do.
 */
export const SQLITE_WARNINGS = `WITH own AS (SELECT file, synchronous, UPPER(journal_mode) AS journal
    FROM pragma_database_list, pragma_synchronous, pragma_journal_mode WHERE name = 'main')
  SELECT 'The SQLite database is in memory: nothing outlives the process. Use a file.' AS warning FROM own WHERE file = ''
  UNION ALL SELECT 'SQLite runs with synchronous=' || CASE synchronous WHEN 1 THEN 'NORMAL' ELSE 'OFF' END
    || ': a power cut may lose the last commits, credits noted as done among them. Use PRAGMA synchronous = FULL.'
    FROM own WHERE file <> '' AND synchronous < 2
  UNION ALL SELECT 'SQLite runs with journal_mode=' || journal
    || ': a process that ends in the middle of a commit may leave the file unreadable. Use PRAGMA journal_mode = WAL.'
    FROM own WHERE file <> '' AND journal IN ('OFF', 'MEMORY')`;
