/**
 * Matches the parts of a SQL text that contain no commands: comments, strings, quoted names and
 * dollar-quoted bodies. A string with a doubled quote, such as `'it''s'`, matches as two strings,
 * which covers the same text.
 */
const QUOTED_OR_COMMENT =
  /--[^\n\r]*|\/\*[\s\S]*?\*\/|(?<![\w$])e'(?:[^'\\]|''|\\[\s\S])*'|'[^']*'|"[^"]*"|(?<![\w$])\$((?!\d)\w*)\$[\s\S]*?\$\1\$/gi;

/**
 * Matches what remains of a nested comment at the beginning of a statement. PostgreSQL nests
 * comments, but `QUOTED_OR_COMMENT` does not.
 */
const REST_OF_COMMENT = /^[\s\S]*\*\//;

/**
 * Matches the commands that begin or end a transaction. `ROLLBACK TO` is not among them, because
 * the host may use savepoints.
 */
const CONTROL =
  /^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\s+TRANSACTION|ROLLBACK(?!\s+(?:(?:WORK|TRANSACTION)\s+)?TO\b))\b/i;

/** Whether a SQL text has a statement that begins or ends a transaction. */
export function controlsTransaction(text: string): boolean {
  const statements = text.replace(QUOTED_OR_COMMENT, " ").split(";");
  return statements.some((statement) => CONTROL.test(statement.replace(REST_OF_COMMENT, "")));
}
